
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
            cand generate 'Generate Kubernetes manifests from a short description'
            cand add 'Add helpers to an existing workload'
            cand remove 'Remove helpers that `podpat add` put into a workload'
            cand split 'Split a workload with unrelated containers into several, with Services'
            cand lint 'Check manifests'
            cand inspect 'Show the containers of Pods: their roles, connections and patterns'
            cand review 'Answer an admission review as the webhook would'
            cand webhook 'Run an admission webhook that checks objects before a cluster stores them'
            cand export 'Print the manifests that run podpat in a cluster'
            cand krm 'Run as a function of kustomize or kpt'
            cand lsp 'Serve an editor: findings, fixes, help and completion while you write'
            cand explain 'Print the documentation of a rule'
            cand rules 'List the rules'
            cand patterns 'List, show, create, check and fetch catalogue containers'
            cand schema 'Print the JSON Schema of descriptions or of the configuration, for editors'
            cand completions 'Print the completion script for a shell'
            cand version 'Print the version and the supported Kubernetes releases'
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
            cand --init 'Add a container from the catalogue that runs before main'
            cand --election 'Elect a leader among the Pods, with optional settings such as `serve=leader`'
            cand --queue 'Process a work queue: `redis=new`, `redis=HOST:PORT`, `items=[a,b]`'
            cand --scatter 'Send each request to several leaves: `leaves=8,leaf.image=IMAGE,leaf.ports=[8080]`'
            cand --set 'Set any value of the description: `replicas=3`, `main.env.MODE=fast`, `sidecar[0].path=/srv/www`'
            cand --helpers 'How helpers run: native sidecars, or plain containers'
            cand --kubernetes-version 'Kubernetes release to generate for: 1.25 to 1.36'
            cand -o 'Output format'
            cand --output 'Output format'
            cand --out-dir 'Write each object to a file of its own in this folder'
            cand --error-format 'Format of errors and notes on standard error'
            cand --patterns 'Folder with additional catalogue containers, which take precedence over all others'
            cand --force 'Allow `--out-dir` to overwrite existing files'
            cand --check 'Compare with the files in `--out-dir` instead of writing them: show the differences, and exit with 1 if there are any'
            cand --diff 'The same as `--check`'
            cand --prune 'Delete files in `--out-dir` that podpat wrote earlier, that are no longer generated, and that were not changed since'
            cand --kustomization 'Write a `kustomization.yaml` that lists the files in `--out-dir`'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'podpat;add'= {
            cand -f 'Manifests and folders, as with `kubectl -f`'
            cand --filename 'Manifests and folders, as with `kubectl -f`'
            cand --to 'Workload to change, if there are several: `deploy/shop`'
            cand -c 'Main container, if podpat cannot tell'
            cand --container 'Main container, if podpat cannot tell'
            cand --sidecar 'Add a sidecar from the catalogue'
            cand --ambassador 'Add an ambassador from the catalogue'
            cand --adapter 'Add an adapter from the catalogue'
            cand --init 'Add a container from the catalogue that runs before main'
            cand --election 'Elect a leader among the Pods, with optional settings such as `serve=leader`'
            cand --with 'File with helpers, in the format of a description'
            cand -o 'Print patches instead of manifests'
            cand --output 'Print patches instead of manifests'
            cand --out-dir 'Write each object and patch to a file of its own in this folder'
            cand --kubernetes-version 'Kubernetes release to add helpers for: 1.25 to 1.36'
            cand --patterns 'Folder with additional catalogue containers, which take precedence over all others'
            cand --in-place 'Write the result to the files'
            cand --diff 'Show what would change, and exit with 1 if anything does'
            cand --force 'Allow `--out-dir` to overwrite existing files'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'podpat;remove'= {
            cand -f 'Manifests and folders, as with `kubectl -f`'
            cand --filename 'Manifests and folders, as with `kubectl -f`'
            cand --to 'Workload to change, if there are several: `deploy/shop`'
            cand -c 'Main container, if podpat cannot tell'
            cand --container 'Main container, if podpat cannot tell'
            cand --kubernetes-version 'Kubernetes release to check the result against: 1.25 to 1.36'
            cand --in-place 'Write the result to the files'
            cand --diff 'Show what would change, and exit with 1 if anything does'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'podpat;split'= {
            cand -f 'Manifests and folders, as with `kubectl -f`'
            cand --filename 'Manifests and folders, as with `kubectl -f`'
            cand --to 'Workload to change, if there are several: `deploy/shop`'
            cand --name 'Name of the new workload and Service of a container'
            cand --storage 'Size of new claims for data: `10Gi`'
            cand --kubernetes-version 'Kubernetes release that the result is judged for: 1.25 to 1.36'
            cand -c 'Container whose group keeps the name of the workload'
            cand --container 'Container whose group keeps the name of the workload'
            cand --in-place 'Write the result to the files'
            cand --diff 'Show what would change, and exit with 1 if anything does'
            cand --separate-volumes 'Give each group its own `emptyDir` if several mount the same one'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'podpat;lint'= {
            cand -f 'Files and folders, as with `kubectl -f`'
            cand --filename 'Files and folders, as with `kubectl -f`'
            cand --context 'Kubeconfig context; the current one by default'
            cand -n 'Namespace; all by default'
            cand --namespace 'Namespace; all by default'
            cand --kubeconfig 'Kubeconfig; the one that kubectl uses by default'
            cand --render 'Render kustomizations and charts given on the command line, with `kubectl kustomize` (or `kustomize build`) and `helm template`'
            cand --values 'Values file for rendering charts'
            cand --stdin-filename 'Treat standard input as this file in messages, and use its configuration'
            cand --config 'Use this configuration instead of the `.podpat.yaml` above the input'
            cand --patterns 'Folder with additional catalogue containers, which take precedence over all others'
            cand --max-file-size 'Maximum size of a file, in bytes or with a unit such as `MiB`; files of any size are read by default'
            cand --max-object-size 'Maximum size of an object'
            cand --max-memory 'Maximum memory, estimated from the size of the input'
            cand --select 'Run only these rules: rule ids, categories, or presets such as `default`, `all` or `pss-restricted`'
            cand --extend-select 'Run these rules too'
            cand --ignore 'Do not run these rules'
            cand --baseline 'Do not report the findings that this file lists'
            cand --write-baseline 'Write all findings to this file, for use with `--baseline`'
            cand --since 'Report only findings on lines that changed since the current branch left this commit'
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
            cand --if-any 'Succeed if there is nothing to check, and skip files that are not manifests; for hooks'
            cand -v 'Print every note, and how many paths were skipped'
            cand --verbose 'Print every note, and how many paths were skipped'
            cand -q 'Do not print notes or progress; errors are still printed'
            cand --quiet 'Do not print notes or progress; errors are still printed'
            cand --no-config 'Do not use any configuration'
            cand --prune-baseline 'Remove findings that no longer occur from the baseline'
            cand --no-baseline 'Ignore the baseline that the configuration names'
            cand --fix 'Apply safe fixes: those that do not change what runs, and those that are the only way to make the API server accept the object'
            cand --unsafe-fixes 'With `--fix` or `--diff`, also apply fixes that may change how Pods run; review the result'
            cand --diff 'Show what `--fix` would change, without changing anything'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'podpat;inspect'= {
            cand -f 'Files and folders, as with `kubectl -f`'
            cand --filename 'Files and folders, as with `kubectl -f`'
            cand --context 'Kubeconfig context; the current one by default'
            cand -n 'Namespace; all by default'
            cand --namespace 'Namespace; all by default'
            cand --kubeconfig 'Kubeconfig; the one that kubectl uses by default'
            cand --render 'Render kustomizations and charts given on the command line, with `kubectl kustomize` (or `kustomize build`) and `helm template`'
            cand --values 'Values file for rendering charts'
            cand --stdin-filename 'Treat standard input as this file in messages, and use its configuration'
            cand --config 'Use this configuration instead of the `.podpat.yaml` above the input'
            cand --patterns 'Folder with additional catalogue containers, which take precedence over all others'
            cand --max-file-size 'Maximum size of a file, in bytes or with a unit such as `MiB`; files of any size are read by default'
            cand --max-object-size 'Maximum size of an object'
            cand --max-memory 'Maximum memory, estimated from the size of the input'
            cand -o 'Output format'
            cand --output 'Output format'
            cand --cluster 'Read the objects of a cluster from one `kubectl get`, which changes nothing'
            cand -R 'Folders are always searched recursively'
            cand --recursive 'Folders are always searched recursively'
            cand --if-any 'Succeed if there is nothing to check, and skip files that are not manifests; for hooks'
            cand -v 'Print every note, and how many paths were skipped'
            cand --verbose 'Print every note, and how many paths were skipped'
            cand -q 'Do not print notes or progress; errors are still printed'
            cand --quiet 'Do not print notes or progress; errors are still printed'
            cand --no-config 'Do not use any configuration'
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
            cand --tls-cert 'PEM file with the server''s certificate chain; read again when it changes'
            cand --tls-key 'PEM file with the private key of the certificate'
            cand --listen 'Address to listen on'
            cand --config 'Use the rules of this configuration'
            cand --max-body 'Maximum size of a request'
            cand --threads 'Number of concurrent reviews; one per processor by default'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'podpat;export'= {
            cand -h 'Print help'
            cand --help 'Print help'
            cand webhook 'Print an admission webhook that returns findings as warnings, and refuses errors in namespaces with a label'
            cand vap 'Print admission policies, for clusters without webhooks, with the rules that the API server can evaluate itself'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'podpat;export;webhook'= {
            cand --image 'Image that contains podpat'
            cand -n 'Namespace to run in'
            cand --namespace 'Namespace to run in'
            cand --ca-bundle 'PEM file with the certificate authority of the server''s certificate'
            cand --deny-label 'Label of the namespaces in which objects with errors are refused'
            cand --cert-manager 'Let cert-manager issue the certificate'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'podpat;export;vap'= {
            cand --config 'Use the rules of this configuration'
            cand --deny-label 'Label of the namespaces in which objects with errors are refused'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'podpat;export;help'= {
            cand webhook 'Print an admission webhook that returns findings as warnings, and refuses errors in namespaces with a label'
            cand vap 'Print admission policies, for clusters without webhooks, with the rules that the API server can evaluate itself'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'podpat;export;help;webhook'= {
        }
        &'podpat;export;help;vap'= {
        }
        &'podpat;export;help;help'= {
        }
        &'podpat;krm'= {
            cand --patterns 'Folder with additional catalogue containers, which take precedence over all others'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'podpat;lsp'= {
            cand --stdio 'Standard input and output are used in any case; editors say so'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'podpat;explain'= {
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'podpat;rules'= {
            cand --preset 'List only the rules of a preset, with the names of the equivalent checks in other linters'
            cand -o 'Output format'
            cand --output 'Output format'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'podpat;patterns'= {
            cand -o 'Output format'
            cand --output 'Output format'
            cand --patterns 'Folder with additional catalogue containers, which take precedence over all others'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand show 'Print one container: when to use it, its parameters, and an example'
            cand new 'Create a container of your own from a working skeleton'
            cand check 'Test containers of your own in the way podpat tests those it ships'
            cand sync 'Fetch containers from the Git repositories in `.podpat.yaml`, and lock their commits'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'podpat;patterns;show'= {
            cand -o 'Output format'
            cand --output 'Output format'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'podpat;patterns;new'= {
            cand --pattern 'Relation to the main container'
            cand --out-dir 'Folder to write the file to'
            cand --force 'Overwrite an existing file'
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
            cand --timeout 'Time limit for each repository, in seconds'
            cand --update 'Fetch what the references point to now instead of the locked commits'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'podpat;patterns;help'= {
            cand show 'Print one container: when to use it, its parameters, and an example'
            cand new 'Create a container of your own from a working skeleton'
            cand check 'Test containers of your own in the way podpat tests those it ships'
            cand sync 'Fetch containers from the Git repositories in `.podpat.yaml`, and lock their commits'
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
            cand --patterns 'Folder with additional catalogue containers, which take precedence over all others'
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
            cand generate 'Generate Kubernetes manifests from a short description'
            cand add 'Add helpers to an existing workload'
            cand remove 'Remove helpers that `podpat add` put into a workload'
            cand split 'Split a workload with unrelated containers into several, with Services'
            cand lint 'Check manifests'
            cand inspect 'Show the containers of Pods: their roles, connections and patterns'
            cand review 'Answer an admission review as the webhook would'
            cand webhook 'Run an admission webhook that checks objects before a cluster stores them'
            cand export 'Print the manifests that run podpat in a cluster'
            cand krm 'Run as a function of kustomize or kpt'
            cand lsp 'Serve an editor: findings, fixes, help and completion while you write'
            cand explain 'Print the documentation of a rule'
            cand rules 'List the rules'
            cand patterns 'List, show, create, check and fetch catalogue containers'
            cand schema 'Print the JSON Schema of descriptions or of the configuration, for editors'
            cand completions 'Print the completion script for a shell'
            cand version 'Print the version and the supported Kubernetes releases'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'podpat;help;generate'= {
        }
        &'podpat;help;add'= {
        }
        &'podpat;help;remove'= {
        }
        &'podpat;help;split'= {
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
            cand webhook 'Print an admission webhook that returns findings as warnings, and refuses errors in namespaces with a label'
            cand vap 'Print admission policies, for clusters without webhooks, with the rules that the API server can evaluate itself'
        }
        &'podpat;help;export;webhook'= {
        }
        &'podpat;help;export;vap'= {
        }
        &'podpat;help;krm'= {
        }
        &'podpat;help;lsp'= {
        }
        &'podpat;help;explain'= {
        }
        &'podpat;help;rules'= {
        }
        &'podpat;help;patterns'= {
            cand show 'Print one container: when to use it, its parameters, and an example'
            cand new 'Create a container of your own from a working skeleton'
            cand check 'Test containers of your own in the way podpat tests those it ships'
            cand sync 'Fetch containers from the Git repositories in `.podpat.yaml`, and lock their commits'
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
