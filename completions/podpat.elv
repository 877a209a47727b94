
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
            cand add 'Add helpers to a workload that exists already'
            cand remove 'Take helpers out again that `add` put into a workload'
            cand lint 'Find faults in manifests'
            cand inspect 'Show what Pods are made of: roles, links, patterns'
            cand review 'Answer an admission review, as the webhook does'
            cand webhook 'Run an admission webhook that checks objects before a cluster stores them'
            cand export 'Print the objects that run podpat in a cluster'
            cand krm 'Be a function of kustomize or kpt'
            cand explain 'Explain a rule'
            cand rules 'List the rules'
            cand patterns 'List, show, write, check and fetch reusable containers'
            cand schema 'Print a JSON Schema of the description or the configuration, for editors'
            cand completions 'Print a shell''s completion script'
            cand version 'Print the version, and the releases of Kubernetes it knows'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'podpat;generate'= {
            cand -f 'Description files and folders, as with `kubectl -f`'
            cand --filename 'Description files and folders, as with `kubectl -f`'
            cand --name 'Name of the workload'
            cand --main 'Image of the main container'
            cand --port 'Port of the main container; may be given several times'
            cand --kind 'Kind of workload: Pod, Deployment, StatefulSet, DaemonSet, Job, CronJob'
            cand -n 'Namespace of every object'
            cand --namespace 'Namespace of every object'
            cand --sidecar 'Add a sidecar from the catalogue'
            cand --ambassador 'Add an ambassador from the catalogue'
            cand --adapter 'Add an adapter from the catalogue'
            cand --init 'Add a container of the catalogue that runs before main'
            cand --election 'Elect one of several Pods: nothing more, or settings such as `serve=leader`'
            cand --queue 'Work off a queue: `redis=new`, `redis=HOST:PORT`, `items=[a,b]`'
            cand --scatter 'Ask several leaves at once: `leaves=8,leaf.image=IMAGE,leaf.ports=[8080]`'
            cand --set 'Set any value of the description: `replicas=3`, `main.env.MODE=fast`, `sidecar[0].path=/srv/www`'
            cand --helpers 'How helpers run: native sidecars, or plain containers'
            cand --kubernetes-version 'Kubernetes release to generate for: 1.25 to 1.36'
            cand -o 'Output format'
            cand --output 'Output format'
            cand --out-dir 'Write each object to a file of its own in this folder'
            cand --error-format 'Format of errors and notes on standard error'
            cand --patterns 'Folder with further catalogue containers, which take precedence over all others'
            cand --force 'Let `--out-dir` overwrite existing files'
            cand --check 'Compare with the files in `--out-dir` instead of writing: show what differs, and exit with 1 if anything does'
            cand --diff 'The same as `--check`'
            cand --prune 'Delete files in `--out-dir` that podpat wrote before, that nothing makes any more, and that were not changed since'
            cand --kustomization 'Write a `kustomization.yaml` that lists the files in `--out-dir`'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'podpat;add'= {
            cand -f 'Manifests and folders, as with `kubectl -f`'
            cand --filename 'Manifests and folders, as with `kubectl -f`'
            cand --to 'Workload that is meant, where there are several: `deploy/shop`'
            cand -c 'Main container, where it is not clear'
            cand --container 'Main container, where it is not clear'
            cand --sidecar 'Add a sidecar from the catalogue'
            cand --ambassador 'Add an ambassador from the catalogue'
            cand --adapter 'Add an adapter from the catalogue'
            cand --init 'Add a container of the catalogue that runs before main'
            cand --election 'Elect one of several Pods: nothing more, or settings such as `serve=leader`'
            cand --with 'File with helpers, as a description has them'
            cand -o 'Print something else than the manifests'
            cand --output 'Print something else than the manifests'
            cand --out-dir 'Write each object and patch to a file of its own in this folder'
            cand --kubernetes-version 'Kubernetes release to wire helpers for: 1.25 to 1.36'
            cand --patterns 'Folder with further catalogue containers, which take precedence over all others'
            cand --in-place 'Write the result to the files'
            cand --diff 'Show what would change, and exit with 1 if anything does'
            cand --force 'Let `--out-dir` overwrite existing files'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'podpat;remove'= {
            cand -f 'Manifests and folders, as with `kubectl -f`'
            cand --filename 'Manifests and folders, as with `kubectl -f`'
            cand --to 'Workload that is meant, where there are several: `deploy/shop`'
            cand -c 'Main container, where it is not clear'
            cand --container 'Main container, where it is not clear'
            cand --kubernetes-version 'Kubernetes release that the result is judged for: 1.25 to 1.36'
            cand --in-place 'Write the result to the files'
            cand --diff 'Show what would change, and exit with 1 if anything does'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'podpat;lint'= {
            cand -f 'Files and folders, as with `kubectl -f`'
            cand --filename 'Files and folders, as with `kubectl -f`'
            cand --context 'Context of the kubeconfig; the current one by default'
            cand -n 'Namespace; all by default'
            cand --namespace 'Namespace; all by default'
            cand --kubeconfig 'Kubeconfig; the one that kubectl uses by default'
            cand --render 'Render kustomizations and charts that are named, with `kubectl kustomize` (or `kustomize build`) and `helm template`'
            cand --values 'File with values for charts that are rendered'
            cand --stdin-filename 'File that standard input is, for messages and configuration'
            cand --config 'Use this configuration instead of the `.podpat.yaml` above the input'
            cand --patterns 'Folder with further catalogue containers, which take precedence over all others'
            cand --max-file-size 'Maximum size of a file, in bytes or with a unit such as `MiB`; files of any size are read by default'
            cand --max-object-size 'Maximum size of an object'
            cand --max-memory 'Maximum memory, estimated from the size of the input'
            cand --select 'Run only these rules: rule ids, categories, or presets such as `default`, `all` or `pss-restricted`'
            cand --extend-select 'Run these rules too'
            cand --ignore 'Do not run these rules'
            cand --baseline 'Leave out the findings that this file lists'
            cand --write-baseline 'Write everything that is found to this file, for `--baseline`'
            cand --since 'Show only what is on lines that changed since the current branch left this commit'
            cand --fail-on 'Exit with 1 if there are findings of this severity or higher; `warning` by default'
            cand --kubernetes-version 'Kubernetes release that the manifests are for: 1.25 to 1.36; the latest by default'
            cand -o 'Output format; it never changes the exit code'
            cand --format 'Output format; it never changes the exit code'
            cand --output-file 'Write the report to a file instead of standard output'
            cand --max-report-size 'Maximum size of a report in Markdown: GitHub takes 64 KiB of a comment and 1 MiB of a job summary'
            cand --color 'When to colour the output'
            cand --colour 'When to colour the output'
            cand --jobs 'Number of threads; one per processor by default'
            cand --cluster 'Read the objects of a cluster from one `kubectl get`, which changes nothing'
            cand -R 'Folders are always searched recursively'
            cand --recursive 'Folders are always searched recursively'
            cand --if-any 'Succeed if there is nothing to check, and pass over what is no manifest, as hooks need it'
            cand -v 'Tell every note, and how many paths were passed over'
            cand --verbose 'Tell every note, and how many paths were passed over'
            cand -q 'Print no notes and no progress; errors are printed all the same'
            cand --quiet 'Print no notes and no progress; errors are printed all the same'
            cand --no-config 'Use no configuration'
            cand --prune-baseline 'Take findings that are gone out of the baseline'
            cand --no-baseline 'Use no baseline, whatever the configuration says'
            cand --fix 'Apply safe fixes: repairs that change nothing of what runs, or the only one of what the API server refuses'
            cand --unsafe-fixes 'Apply the other fixes as well, with `--fix` or `--diff`; look at what they change'
            cand --diff 'Show what `--fix` would change, and change nothing'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'podpat;inspect'= {
            cand -f 'Files and folders, as with `kubectl -f`'
            cand --filename 'Files and folders, as with `kubectl -f`'
            cand --context 'Context of the kubeconfig; the current one by default'
            cand -n 'Namespace; all by default'
            cand --namespace 'Namespace; all by default'
            cand --kubeconfig 'Kubeconfig; the one that kubectl uses by default'
            cand --render 'Render kustomizations and charts that are named, with `kubectl kustomize` (or `kustomize build`) and `helm template`'
            cand --values 'File with values for charts that are rendered'
            cand --stdin-filename 'File that standard input is, for messages and configuration'
            cand --config 'Use this configuration instead of the `.podpat.yaml` above the input'
            cand --patterns 'Folder with further catalogue containers, which take precedence over all others'
            cand --max-file-size 'Maximum size of a file, in bytes or with a unit such as `MiB`; files of any size are read by default'
            cand --max-object-size 'Maximum size of an object'
            cand --max-memory 'Maximum memory, estimated from the size of the input'
            cand -o 'Output format'
            cand --output 'Output format'
            cand --cluster 'Read the objects of a cluster from one `kubectl get`, which changes nothing'
            cand -R 'Folders are always searched recursively'
            cand --recursive 'Folders are always searched recursively'
            cand --if-any 'Succeed if there is nothing to check, and pass over what is no manifest, as hooks need it'
            cand -v 'Tell every note, and how many paths were passed over'
            cand --verbose 'Tell every note, and how many paths were passed over'
            cand -q 'Print no notes and no progress; errors are printed all the same'
            cand --quiet 'Print no notes and no progress; errors are printed all the same'
            cand --no-config 'Use no configuration'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'podpat;review'= {
            cand --deny 'Refuse objects with findings of this severity or higher'
            cand --config 'Use the rules of this configuration'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'podpat;webhook'= {
            cand --tls-cert 'Certificate of the server with those of its issuers, PEM; read again when it changes'
            cand --tls-key 'Private key of the certificate, PEM'
            cand --listen 'Address to listen on'
            cand --config 'Use the rules of this configuration'
            cand --max-body 'Maximum size of a request'
            cand --threads 'Number of reviews at a time; one per processor by default'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'podpat;export'= {
            cand -h 'Print help'
            cand --help 'Print help'
            cand webhook 'An admission webhook that warns of findings, and refuses errors where a label of the namespace says so'
            cand vap 'Admission policies for clusters that allow no webhook: the rules that the API server can check by itself'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'podpat;export;webhook'= {
            cand --image 'Image that holds podpat'
            cand -n 'Namespace to run in'
            cand --namespace 'Namespace to run in'
            cand --ca-bundle 'Certificates of the issuers of the server''s certificate, PEM'
            cand --deny-label 'Label of namespaces in which errors are refused'
            cand --cert-manager 'Let cert-manager issue the certificate'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'podpat;export;vap'= {
            cand --config 'Use the rules of this configuration'
            cand --deny-label 'Label of namespaces in which errors are refused'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'podpat;export;help'= {
            cand webhook 'An admission webhook that warns of findings, and refuses errors where a label of the namespace says so'
            cand vap 'Admission policies for clusters that allow no webhook: the rules that the API server can check by itself'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'podpat;export;help;webhook'= {
        }
        &'podpat;export;help;vap'= {
        }
        &'podpat;export;help;help'= {
        }
        &'podpat;krm'= {
            cand --patterns 'Folder with further catalogue containers, which take precedence over all others'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'podpat;explain'= {
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'podpat;rules'= {
            cand --preset 'Only the rules of a preset, with the checks of other linters that they stand for'
            cand -o 'Output format'
            cand --output 'Output format'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'podpat;patterns'= {
            cand -o 'Output format'
            cand --output 'Output format'
            cand --patterns 'Folder with further catalogue containers, which take precedence over all others'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand show 'Print one container: when to use it, its parameters, and an example that runs'
            cand new 'Write a container of your own that works as it is, for you to fill in'
            cand check 'Try containers of your own as podpat tries those it ships, and say what is wrong'
            cand sync 'Fetch the containers of the Git repositories that `.podpat.yaml` names, and lock them'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'podpat;patterns;show'= {
            cand -o 'Output format: for people, or the catalogue file itself'
            cand --output 'Output format: for people, or the catalogue file itself'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'podpat;patterns;new'= {
            cand --pattern 'Relation to the main container'
            cand --out-dir 'Folder to write it to'
            cand --force 'Overwrite a file that is there'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'podpat;patterns;check'= {
            cand -o 'Output format'
            cand --output 'Output format'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'podpat;patterns;sync'= {
            cand --timeout 'Seconds that one repository may take'
            cand --update 'Fetch what the references lead to now, instead of what is locked'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'podpat;patterns;help'= {
            cand show 'Print one container: when to use it, its parameters, and an example that runs'
            cand new 'Write a container of your own that works as it is, for you to fill in'
            cand check 'Try containers of your own as podpat tries those it ships, and say what is wrong'
            cand sync 'Fetch the containers of the Git repositories that `.podpat.yaml` names, and lock them'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'podpat;patterns;help;show'= {
        }
        &'podpat;patterns;help;new'= {
        }
        &'podpat;patterns;help;check'= {
        }
        &'podpat;patterns;help;sync'= {
        }
        &'podpat;patterns;help;help'= {
        }
        &'podpat;schema'= {
            cand --patterns 'Folder with further catalogue containers, which take precedence over all others'
            cand --config 'Print the schema of the configuration, `.podpat.yaml`'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'podpat;completions'= {
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'podpat;version'= {
            cand -o 'Output format'
            cand --output 'Output format'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'podpat;help'= {
            cand generate 'Turn a short description into Kubernetes YAML, helpers wired in'
            cand add 'Add helpers to a workload that exists already'
            cand remove 'Take helpers out again that `add` put into a workload'
            cand lint 'Find faults in manifests'
            cand inspect 'Show what Pods are made of: roles, links, patterns'
            cand review 'Answer an admission review, as the webhook does'
            cand webhook 'Run an admission webhook that checks objects before a cluster stores them'
            cand export 'Print the objects that run podpat in a cluster'
            cand krm 'Be a function of kustomize or kpt'
            cand explain 'Explain a rule'
            cand rules 'List the rules'
            cand patterns 'List, show, write, check and fetch reusable containers'
            cand schema 'Print a JSON Schema of the description or the configuration, for editors'
            cand completions 'Print a shell''s completion script'
            cand version 'Print the version, and the releases of Kubernetes it knows'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'podpat;help;generate'= {
        }
        &'podpat;help;add'= {
        }
        &'podpat;help;remove'= {
        }
        &'podpat;help;lint'= {
        }
        &'podpat;help;inspect'= {
        }
        &'podpat;help;review'= {
        }
        &'podpat;help;webhook'= {
        }
        &'podpat;help;export'= {
            cand webhook 'An admission webhook that warns of findings, and refuses errors where a label of the namespace says so'
            cand vap 'Admission policies for clusters that allow no webhook: the rules that the API server can check by itself'
        }
        &'podpat;help;export;webhook'= {
        }
        &'podpat;help;export;vap'= {
        }
        &'podpat;help;krm'= {
        }
        &'podpat;help;explain'= {
        }
        &'podpat;help;rules'= {
        }
        &'podpat;help;patterns'= {
            cand show 'Print one container: when to use it, its parameters, and an example that runs'
            cand new 'Write a container of your own that works as it is, for you to fill in'
            cand check 'Try containers of your own as podpat tries those it ships, and say what is wrong'
            cand sync 'Fetch the containers of the Git repositories that `.podpat.yaml` names, and lock them'
        }
        &'podpat;help;patterns;show'= {
        }
        &'podpat;help;patterns;new'= {
        }
        &'podpat;help;patterns;check'= {
        }
        &'podpat;help;patterns;sync'= {
        }
        &'podpat;help;schema'= {
        }
        &'podpat;help;completions'= {
        }
        &'podpat;help;version'= {
        }
        &'podpat;help;help'= {
        }
    ]
    $completions[$command]
}
