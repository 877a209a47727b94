
use builtin;
use str;

set edit:completion:arg-completer[podpat] = {|@words|
    fn spaces {|n|
        builtin:repeat $n ' ' | str:join ''
    }
    fn cand {|text desc|
        edit:complex-candidate $text &display=$text' '(spaces (- 14 (wcswidth $text)))$desc
    }
    var command = 'podpat'
    for word $words[1..-1] {
        if (str:has-prefix $word '-') {
            break
        }
        set command = $command';'$word
    }
    var completions = [
        &'podpat'= {
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
            cand generate 'Turn a short description into Kubernetes YAML, helpers wired in'
            cand lint 'Say what is wrong with manifests'
            cand inspect 'Show what Pods are made of: roles, links, patterns'
            cand explain 'Explain a rule'
            cand rules 'List the rules'
            cand patterns 'List the catalogue of reusable containers, or show one'
            cand schema 'Print a JSON Schema of the description, for editors'
            cand completions 'Print a shell''s completion script'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'podpat;generate'= {
            cand -f 'The description, as kubectl users type it'
            cand --filename 'The description, as kubectl users type it'
            cand --name 'Name of the workload'
            cand --main 'Image of the main container'
            cand --port 'Port of the main container; may be given several times'
            cand --kind 'Kind of workload: Pod, Deployment, StatefulSet, DaemonSet, Job, CronJob'
            cand -n 'Namespace of every object'
            cand --namespace 'Namespace of every object'
            cand --sidecar 'Add a sidecar from the catalogue'
            cand --ambassador 'Add an ambassador from the catalogue'
            cand --adapter 'Add an adapter from the catalogue'
            cand --set 'Set any value of the description: `replicas=3`, `main.env.MODE=fast`, `sidecar[0].path=/srv/www`'
            cand --helpers 'How helpers run: native sidecars, or plain containers'
            cand --kubernetes-version 'The Kubernetes version to generate for: 1.25 to 1.36'
            cand -o 'The form of the output'
            cand --output 'The form of the output'
            cand --out-dir 'Write one file an object into this folder'
            cand --patterns 'Take catalogue containers from this folder too; they win over all others'
            cand --force 'Let `--out-dir` overwrite files'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'podpat;lint'= {
            cand -f 'The same, as kubectl users type it'
            cand --filename 'The same, as kubectl users type it'
            cand --config 'Take this configuration instead of looking for `.podpat.yaml` above the input'
            cand --max-file-size 'Read no file larger than this: a number of bytes, `KiB`, `MiB` or `GiB`'
            cand --max-memory 'Take no more memory than this, as far as podpat can tell beforehand'
            cand --select 'Run only these: rule ids, categories, `default`, `all`'
            cand --ignore 'Leave these out'
            cand --fail-on 'The least severity that makes podpat exit with 1; `warning` unless said'
            cand --kubernetes-version 'The Kubernetes release the manifests are for: 1.25 to 1.36, the latest unless said'
            cand -o 'Form of the output; it never changes the exit code'
            cand --format 'Form of the output; it never changes the exit code'
            cand --output-file 'Write to a file instead of standard output'
            cand --color 'Whether to colour'
            cand --colour 'Whether to colour'
            cand --jobs 'Threads to use; as many as there are processors unless said'
            cand -R 'Folders are always searched to the bottom'
            cand --recursive 'Folders are always searched to the bottom'
            cand --no-config 'Take no configuration'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'podpat;inspect'= {
            cand -f 'The same, as kubectl users type it'
            cand --filename 'The same, as kubectl users type it'
            cand --config 'Take this configuration instead of looking for `.podpat.yaml` above the input'
            cand --max-file-size 'Read no file larger than this: a number of bytes, `KiB`, `MiB` or `GiB`'
            cand --max-memory 'Take no more memory than this, as far as podpat can tell beforehand'
            cand -o 'Form of the output'
            cand --output 'Form of the output'
            cand -R 'Folders are always searched to the bottom'
            cand --recursive 'Folders are always searched to the bottom'
            cand --no-config 'Take no configuration'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'podpat;explain'= {
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'podpat;rules'= {
            cand -o 'Form of the list'
            cand --output 'Form of the list'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'podpat;patterns'= {
            cand -o 'The form of the list'
            cand --output 'The form of the list'
            cand --patterns 'Take catalogue containers from this folder too; they win over all others'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand show 'Print one container: when to use it, its parameters, and an example that runs'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'podpat;patterns;show'= {
            cand -o 'The form: for people, or the catalogue file itself'
            cand --output 'The form: for people, or the catalogue file itself'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'podpat;patterns;help'= {
            cand show 'Print one container: when to use it, its parameters, and an example that runs'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'podpat;patterns;help;show'= {
        }
        &'podpat;patterns;help;help'= {
        }
        &'podpat;schema'= {
            cand --patterns 'Take catalogue containers from this folder too; they win over all others'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'podpat;completions'= {
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'podpat;help'= {
            cand generate 'Turn a short description into Kubernetes YAML, helpers wired in'
            cand lint 'Say what is wrong with manifests'
            cand inspect 'Show what Pods are made of: roles, links, patterns'
            cand explain 'Explain a rule'
            cand rules 'List the rules'
            cand patterns 'List the catalogue of reusable containers, or show one'
            cand schema 'Print a JSON Schema of the description, for editors'
            cand completions 'Print a shell''s completion script'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'podpat;help;generate'= {
        }
        &'podpat;help;lint'= {
        }
        &'podpat;help;inspect'= {
        }
        &'podpat;help;explain'= {
        }
        &'podpat;help;rules'= {
        }
        &'podpat;help;patterns'= {
            cand show 'Print one container: when to use it, its parameters, and an example that runs'
        }
        &'podpat;help;patterns;show'= {
        }
        &'podpat;help;schema'= {
        }
        &'podpat;help;completions'= {
        }
        &'podpat;help;help'= {
        }
    ]
    $completions[$command]
}
