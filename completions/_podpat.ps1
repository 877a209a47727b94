
using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'podpat' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commandElements = $commandAst.CommandElements
    $command = @(
        'podpat'
        for ($i = 1; $i -lt $commandElements.Count; $i++) {
            $element = $commandElements[$i]
            if ($element -isnot [StringConstantExpressionAst] -or
                $element.StringConstantType -ne [StringConstantType]::BareWord -or
                $element.Value.StartsWith('-') -or
                $element.Value -eq $wordToComplete) {
                break
        }
        $element.Value
    }) -join ';'

    $completions = @(switch ($command) {
        'podpat' {
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('generate', 'generate', [CompletionResultType]::ParameterValue, 'Turn a short description into Kubernetes YAML, helpers wired in')
            [CompletionResult]::new('add', 'add', [CompletionResultType]::ParameterValue, 'Add helpers to a workload that exists already')
            [CompletionResult]::new('remove', 'remove', [CompletionResultType]::ParameterValue, 'Take helpers out again that `add` put into a workload')
            [CompletionResult]::new('lint', 'lint', [CompletionResultType]::ParameterValue, 'Find faults in manifests')
            [CompletionResult]::new('inspect', 'inspect', [CompletionResultType]::ParameterValue, 'Show what Pods are made of: roles, links, patterns')
            [CompletionResult]::new('review', 'review', [CompletionResultType]::ParameterValue, 'Answer an admission review, as the webhook does')
            [CompletionResult]::new('webhook', 'webhook', [CompletionResultType]::ParameterValue, 'Run an admission webhook that checks objects before a cluster stores them')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Print the objects that run podpat in a cluster')
            [CompletionResult]::new('krm', 'krm', [CompletionResultType]::ParameterValue, 'Be a function of kustomize or kpt')
            [CompletionResult]::new('explain', 'explain', [CompletionResultType]::ParameterValue, 'Explain a rule')
            [CompletionResult]::new('rules', 'rules', [CompletionResultType]::ParameterValue, 'List the rules')
            [CompletionResult]::new('patterns', 'patterns', [CompletionResultType]::ParameterValue, 'List, show, write, check and fetch reusable containers')
            [CompletionResult]::new('schema', 'schema', [CompletionResultType]::ParameterValue, 'Print a JSON Schema of the description or the configuration, for editors')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print a shell''s completion script')
            [CompletionResult]::new('version', 'version', [CompletionResultType]::ParameterValue, 'Print the version, and the releases of Kubernetes it knows')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'podpat;generate' {
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Description files and folders, as with `kubectl -f`')
            [CompletionResult]::new('--filename', '--filename', [CompletionResultType]::ParameterName, 'Description files and folders, as with `kubectl -f`')
            [CompletionResult]::new('--name', '--name', [CompletionResultType]::ParameterName, 'Name of the workload')
            [CompletionResult]::new('--main', '--main', [CompletionResultType]::ParameterName, 'Image of the main container')
            [CompletionResult]::new('--port', '--port', [CompletionResultType]::ParameterName, 'Port of the main container; may be given several times')
            [CompletionResult]::new('--kind', '--kind', [CompletionResultType]::ParameterName, 'Kind of workload: Pod, Deployment, StatefulSet, DaemonSet, Job, CronJob')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Namespace of every object')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'Namespace of every object')
            [CompletionResult]::new('--sidecar', '--sidecar', [CompletionResultType]::ParameterName, 'Add a sidecar from the catalogue')
            [CompletionResult]::new('--ambassador', '--ambassador', [CompletionResultType]::ParameterName, 'Add an ambassador from the catalogue')
            [CompletionResult]::new('--adapter', '--adapter', [CompletionResultType]::ParameterName, 'Add an adapter from the catalogue')
            [CompletionResult]::new('--init', '--init', [CompletionResultType]::ParameterName, 'Add a container of the catalogue that runs before main')
            [CompletionResult]::new('--election', '--election', [CompletionResultType]::ParameterName, 'Elect one of several Pods: nothing more, or settings such as `serve=leader`')
            [CompletionResult]::new('--queue', '--queue', [CompletionResultType]::ParameterName, 'Work off a queue: `redis=new`, `redis=HOST:PORT`, `items=[a,b]`')
            [CompletionResult]::new('--scatter', '--scatter', [CompletionResultType]::ParameterName, 'Ask several leaves at once: `leaves=8,leaf.image=IMAGE,leaf.ports=[8080]`')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Set any value of the description: `replicas=3`, `main.env.MODE=fast`, `sidecar[0].path=/srv/www`')
            [CompletionResult]::new('--helpers', '--helpers', [CompletionResultType]::ParameterName, 'How helpers run: native sidecars, or plain containers')
            [CompletionResult]::new('--kubernetes-version', '--kubernetes-version', [CompletionResultType]::ParameterName, 'Kubernetes release to generate for: 1.25 to 1.36')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Output format')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Output format')
            [CompletionResult]::new('--out-dir', '--out-dir', [CompletionResultType]::ParameterName, 'Write each object to a file of its own in this folder')
            [CompletionResult]::new('--error-format', '--error-format', [CompletionResultType]::ParameterName, 'Format of errors and notes on standard error')
            [CompletionResult]::new('--patterns', '--patterns', [CompletionResultType]::ParameterName, 'Folder with further catalogue containers, which take precedence over all others')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Let `--out-dir` overwrite existing files')
            [CompletionResult]::new('--check', '--check', [CompletionResultType]::ParameterName, 'Compare with the files in `--out-dir` instead of writing: show what differs, and exit with 1 if anything does')
            [CompletionResult]::new('--diff', '--diff', [CompletionResultType]::ParameterName, 'The same as `--check`')
            [CompletionResult]::new('--prune', '--prune', [CompletionResultType]::ParameterName, 'Delete files in `--out-dir` that podpat wrote before, that nothing makes any more, and that were not changed since')
            [CompletionResult]::new('--kustomization', '--kustomization', [CompletionResultType]::ParameterName, 'Write a `kustomization.yaml` that lists the files in `--out-dir`')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'podpat;add' {
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Manifests and folders, as with `kubectl -f`')
            [CompletionResult]::new('--filename', '--filename', [CompletionResultType]::ParameterName, 'Manifests and folders, as with `kubectl -f`')
            [CompletionResult]::new('--to', '--to', [CompletionResultType]::ParameterName, 'Workload that is meant, where there are several: `deploy/shop`')
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'Main container, where it is not clear')
            [CompletionResult]::new('--container', '--container', [CompletionResultType]::ParameterName, 'Main container, where it is not clear')
            [CompletionResult]::new('--sidecar', '--sidecar', [CompletionResultType]::ParameterName, 'Add a sidecar from the catalogue')
            [CompletionResult]::new('--ambassador', '--ambassador', [CompletionResultType]::ParameterName, 'Add an ambassador from the catalogue')
            [CompletionResult]::new('--adapter', '--adapter', [CompletionResultType]::ParameterName, 'Add an adapter from the catalogue')
            [CompletionResult]::new('--init', '--init', [CompletionResultType]::ParameterName, 'Add a container of the catalogue that runs before main')
            [CompletionResult]::new('--election', '--election', [CompletionResultType]::ParameterName, 'Elect one of several Pods: nothing more, or settings such as `serve=leader`')
            [CompletionResult]::new('--with', '--with', [CompletionResultType]::ParameterName, 'File with helpers, as a description has them')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Print something else than the manifests')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print something else than the manifests')
            [CompletionResult]::new('--out-dir', '--out-dir', [CompletionResultType]::ParameterName, 'Write each object and patch to a file of its own in this folder')
            [CompletionResult]::new('--kubernetes-version', '--kubernetes-version', [CompletionResultType]::ParameterName, 'Kubernetes release to wire helpers for: 1.25 to 1.36')
            [CompletionResult]::new('--patterns', '--patterns', [CompletionResultType]::ParameterName, 'Folder with further catalogue containers, which take precedence over all others')
            [CompletionResult]::new('--in-place', '--in-place', [CompletionResultType]::ParameterName, 'Write the result to the files')
            [CompletionResult]::new('--diff', '--diff', [CompletionResultType]::ParameterName, 'Show what would change, and exit with 1 if anything does')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Let `--out-dir` overwrite existing files')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'podpat;remove' {
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Manifests and folders, as with `kubectl -f`')
            [CompletionResult]::new('--filename', '--filename', [CompletionResultType]::ParameterName, 'Manifests and folders, as with `kubectl -f`')
            [CompletionResult]::new('--to', '--to', [CompletionResultType]::ParameterName, 'Workload that is meant, where there are several: `deploy/shop`')
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'Main container, where it is not clear')
            [CompletionResult]::new('--container', '--container', [CompletionResultType]::ParameterName, 'Main container, where it is not clear')
            [CompletionResult]::new('--kubernetes-version', '--kubernetes-version', [CompletionResultType]::ParameterName, 'Kubernetes release that the result is judged for: 1.25 to 1.36')
            [CompletionResult]::new('--in-place', '--in-place', [CompletionResultType]::ParameterName, 'Write the result to the files')
            [CompletionResult]::new('--diff', '--diff', [CompletionResultType]::ParameterName, 'Show what would change, and exit with 1 if anything does')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'podpat;lint' {
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Files and folders, as with `kubectl -f`')
            [CompletionResult]::new('--filename', '--filename', [CompletionResultType]::ParameterName, 'Files and folders, as with `kubectl -f`')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Context of the kubeconfig; the current one by default')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Namespace; all by default')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'Namespace; all by default')
            [CompletionResult]::new('--kubeconfig', '--kubeconfig', [CompletionResultType]::ParameterName, 'Kubeconfig; the one that kubectl uses by default')
            [CompletionResult]::new('--render', '--render', [CompletionResultType]::ParameterName, 'Render kustomizations and charts that are named, with `kubectl kustomize` (or `kustomize build`) and `helm template`')
            [CompletionResult]::new('--values', '--values', [CompletionResultType]::ParameterName, 'File with values for charts that are rendered')
            [CompletionResult]::new('--stdin-filename', '--stdin-filename', [CompletionResultType]::ParameterName, 'File that standard input is, for messages and configuration')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Use this configuration instead of the `.podpat.yaml` above the input')
            [CompletionResult]::new('--patterns', '--patterns', [CompletionResultType]::ParameterName, 'Folder with further catalogue containers, which take precedence over all others')
            [CompletionResult]::new('--max-file-size', '--max-file-size', [CompletionResultType]::ParameterName, 'Maximum size of a file, in bytes or with a unit such as `MiB`; files of any size are read by default')
            [CompletionResult]::new('--max-object-size', '--max-object-size', [CompletionResultType]::ParameterName, 'Maximum size of an object')
            [CompletionResult]::new('--max-memory', '--max-memory', [CompletionResultType]::ParameterName, 'Maximum memory, estimated from the size of the input')
            [CompletionResult]::new('--select', '--select', [CompletionResultType]::ParameterName, 'Run only these rules: rule ids, categories, or presets such as `default`, `all` or `pss-restricted`')
            [CompletionResult]::new('--extend-select', '--extend-select', [CompletionResultType]::ParameterName, 'Run these rules too')
            [CompletionResult]::new('--ignore', '--ignore', [CompletionResultType]::ParameterName, 'Do not run these rules')
            [CompletionResult]::new('--baseline', '--baseline', [CompletionResultType]::ParameterName, 'Leave out the findings that this file lists')
            [CompletionResult]::new('--write-baseline', '--write-baseline', [CompletionResultType]::ParameterName, 'Write everything that is found to this file, for `--baseline`')
            [CompletionResult]::new('--since', '--since', [CompletionResultType]::ParameterName, 'Show only what is on lines that changed since the current branch left this commit')
            [CompletionResult]::new('--fail-on', '--fail-on', [CompletionResultType]::ParameterName, 'Exit with 1 if there are findings of this severity or higher; `warning` by default')
            [CompletionResult]::new('--kubernetes-version', '--kubernetes-version', [CompletionResultType]::ParameterName, 'Kubernetes release that the manifests are for: 1.25 to 1.36; the latest by default')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Output format; it never changes the exit code')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Output format; it never changes the exit code')
            [CompletionResult]::new('--output-file', '--output-file', [CompletionResultType]::ParameterName, 'Write the report to a file instead of standard output')
            [CompletionResult]::new('--max-report-size', '--max-report-size', [CompletionResultType]::ParameterName, 'Maximum size of a report in Markdown: GitHub takes 64 KiB of a comment and 1 MiB of a job summary')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('--colour', '--colour', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('--jobs', '--jobs', [CompletionResultType]::ParameterName, 'Number of threads; one per processor by default')
            [CompletionResult]::new('--cluster', '--cluster', [CompletionResultType]::ParameterName, 'Read the objects of a cluster from one `kubectl get`, which changes nothing')
            [CompletionResult]::new('-R', '-R ', [CompletionResultType]::ParameterName, 'Folders are always searched recursively')
            [CompletionResult]::new('--recursive', '--recursive', [CompletionResultType]::ParameterName, 'Folders are always searched recursively')
            [CompletionResult]::new('--if-any', '--if-any', [CompletionResultType]::ParameterName, 'Succeed if there is nothing to check, and pass over what is no manifest, as hooks need it')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell every note, and how many paths were passed over')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell every note, and how many paths were passed over')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no notes and no progress; errors are printed all the same')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no notes and no progress; errors are printed all the same')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Use no configuration')
            [CompletionResult]::new('--prune-baseline', '--prune-baseline', [CompletionResultType]::ParameterName, 'Take findings that are gone out of the baseline')
            [CompletionResult]::new('--no-baseline', '--no-baseline', [CompletionResultType]::ParameterName, 'Use no baseline, whatever the configuration says')
            [CompletionResult]::new('--fix', '--fix', [CompletionResultType]::ParameterName, 'Apply safe fixes: repairs that change nothing of what runs, or the only one of what the API server refuses')
            [CompletionResult]::new('--unsafe-fixes', '--unsafe-fixes', [CompletionResultType]::ParameterName, 'Apply the other fixes as well, with `--fix` or `--diff`; look at what they change')
            [CompletionResult]::new('--diff', '--diff', [CompletionResultType]::ParameterName, 'Show what `--fix` would change, and change nothing')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'podpat;inspect' {
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Files and folders, as with `kubectl -f`')
            [CompletionResult]::new('--filename', '--filename', [CompletionResultType]::ParameterName, 'Files and folders, as with `kubectl -f`')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Context of the kubeconfig; the current one by default')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Namespace; all by default')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'Namespace; all by default')
            [CompletionResult]::new('--kubeconfig', '--kubeconfig', [CompletionResultType]::ParameterName, 'Kubeconfig; the one that kubectl uses by default')
            [CompletionResult]::new('--render', '--render', [CompletionResultType]::ParameterName, 'Render kustomizations and charts that are named, with `kubectl kustomize` (or `kustomize build`) and `helm template`')
            [CompletionResult]::new('--values', '--values', [CompletionResultType]::ParameterName, 'File with values for charts that are rendered')
            [CompletionResult]::new('--stdin-filename', '--stdin-filename', [CompletionResultType]::ParameterName, 'File that standard input is, for messages and configuration')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Use this configuration instead of the `.podpat.yaml` above the input')
            [CompletionResult]::new('--patterns', '--patterns', [CompletionResultType]::ParameterName, 'Folder with further catalogue containers, which take precedence over all others')
            [CompletionResult]::new('--max-file-size', '--max-file-size', [CompletionResultType]::ParameterName, 'Maximum size of a file, in bytes or with a unit such as `MiB`; files of any size are read by default')
            [CompletionResult]::new('--max-object-size', '--max-object-size', [CompletionResultType]::ParameterName, 'Maximum size of an object')
            [CompletionResult]::new('--max-memory', '--max-memory', [CompletionResultType]::ParameterName, 'Maximum memory, estimated from the size of the input')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Output format')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Output format')
            [CompletionResult]::new('--cluster', '--cluster', [CompletionResultType]::ParameterName, 'Read the objects of a cluster from one `kubectl get`, which changes nothing')
            [CompletionResult]::new('-R', '-R ', [CompletionResultType]::ParameterName, 'Folders are always searched recursively')
            [CompletionResult]::new('--recursive', '--recursive', [CompletionResultType]::ParameterName, 'Folders are always searched recursively')
            [CompletionResult]::new('--if-any', '--if-any', [CompletionResultType]::ParameterName, 'Succeed if there is nothing to check, and pass over what is no manifest, as hooks need it')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell every note, and how many paths were passed over')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell every note, and how many paths were passed over')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no notes and no progress; errors are printed all the same')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no notes and no progress; errors are printed all the same')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Use no configuration')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'podpat;review' {
            [CompletionResult]::new('--deny', '--deny', [CompletionResultType]::ParameterName, 'Refuse objects with findings of this severity or higher')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Use the rules of this configuration')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'podpat;webhook' {
            [CompletionResult]::new('--tls-cert', '--tls-cert', [CompletionResultType]::ParameterName, 'Certificate of the server with those of its issuers, PEM; read again when it changes')
            [CompletionResult]::new('--tls-key', '--tls-key', [CompletionResultType]::ParameterName, 'Private key of the certificate, PEM')
            [CompletionResult]::new('--listen', '--listen', [CompletionResultType]::ParameterName, 'Address to listen on')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Use the rules of this configuration')
            [CompletionResult]::new('--max-body', '--max-body', [CompletionResultType]::ParameterName, 'Maximum size of a request')
            [CompletionResult]::new('--threads', '--threads', [CompletionResultType]::ParameterName, 'Number of reviews at a time; one per processor by default')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'podpat;export' {
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('webhook', 'webhook', [CompletionResultType]::ParameterValue, 'An admission webhook that warns of findings, and refuses errors where a label of the namespace says so')
            [CompletionResult]::new('vap', 'vap', [CompletionResultType]::ParameterValue, 'Admission policies for clusters that allow no webhook: the rules that the API server can check by itself')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'podpat;export;webhook' {
            [CompletionResult]::new('--image', '--image', [CompletionResultType]::ParameterName, 'Image that holds podpat')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Namespace to run in')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'Namespace to run in')
            [CompletionResult]::new('--ca-bundle', '--ca-bundle', [CompletionResultType]::ParameterName, 'Certificates of the issuers of the server''s certificate, PEM')
            [CompletionResult]::new('--deny-label', '--deny-label', [CompletionResultType]::ParameterName, 'Label of namespaces in which errors are refused')
            [CompletionResult]::new('--cert-manager', '--cert-manager', [CompletionResultType]::ParameterName, 'Let cert-manager issue the certificate')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'podpat;export;vap' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Use the rules of this configuration')
            [CompletionResult]::new('--deny-label', '--deny-label', [CompletionResultType]::ParameterName, 'Label of namespaces in which errors are refused')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'podpat;export;help' {
            [CompletionResult]::new('webhook', 'webhook', [CompletionResultType]::ParameterValue, 'An admission webhook that warns of findings, and refuses errors where a label of the namespace says so')
            [CompletionResult]::new('vap', 'vap', [CompletionResultType]::ParameterValue, 'Admission policies for clusters that allow no webhook: the rules that the API server can check by itself')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'podpat;export;help;webhook' {
            break
        }
        'podpat;export;help;vap' {
            break
        }
        'podpat;export;help;help' {
            break
        }
        'podpat;krm' {
            [CompletionResult]::new('--patterns', '--patterns', [CompletionResultType]::ParameterName, 'Folder with further catalogue containers, which take precedence over all others')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'podpat;explain' {
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'podpat;rules' {
            [CompletionResult]::new('--preset', '--preset', [CompletionResultType]::ParameterName, 'Only the rules of a preset, with the checks of other linters that they stand for')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Output format')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Output format')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'podpat;patterns' {
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Output format')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Output format')
            [CompletionResult]::new('--patterns', '--patterns', [CompletionResultType]::ParameterName, 'Folder with further catalogue containers, which take precedence over all others')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Print one container: when to use it, its parameters, and an example that runs')
            [CompletionResult]::new('new', 'new', [CompletionResultType]::ParameterValue, 'Write a container of your own that works as it is, for you to fill in')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Try containers of your own as podpat tries those it ships, and say what is wrong')
            [CompletionResult]::new('sync', 'sync', [CompletionResultType]::ParameterValue, 'Fetch the containers of the Git repositories that `.podpat.yaml` names, and lock them')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'podpat;patterns;show' {
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Output format: for people, or the catalogue file itself')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Output format: for people, or the catalogue file itself')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'podpat;patterns;new' {
            [CompletionResult]::new('--pattern', '--pattern', [CompletionResultType]::ParameterName, 'Relation to the main container')
            [CompletionResult]::new('--out-dir', '--out-dir', [CompletionResultType]::ParameterName, 'Folder to write it to')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Overwrite a file that is there')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'podpat;patterns;check' {
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Output format')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Output format')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'podpat;patterns;sync' {
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds that one repository may take')
            [CompletionResult]::new('--update', '--update', [CompletionResultType]::ParameterName, 'Fetch what the references lead to now, instead of what is locked')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'podpat;patterns;help' {
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Print one container: when to use it, its parameters, and an example that runs')
            [CompletionResult]::new('new', 'new', [CompletionResultType]::ParameterValue, 'Write a container of your own that works as it is, for you to fill in')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Try containers of your own as podpat tries those it ships, and say what is wrong')
            [CompletionResult]::new('sync', 'sync', [CompletionResultType]::ParameterValue, 'Fetch the containers of the Git repositories that `.podpat.yaml` names, and lock them')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'podpat;patterns;help;show' {
            break
        }
        'podpat;patterns;help;new' {
            break
        }
        'podpat;patterns;help;check' {
            break
        }
        'podpat;patterns;help;sync' {
            break
        }
        'podpat;patterns;help;help' {
            break
        }
        'podpat;schema' {
            [CompletionResult]::new('--patterns', '--patterns', [CompletionResultType]::ParameterName, 'Folder with further catalogue containers, which take precedence over all others')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Print the schema of the configuration, `.podpat.yaml`')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'podpat;completions' {
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'podpat;version' {
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Output format')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Output format')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'podpat;help' {
            [CompletionResult]::new('generate', 'generate', [CompletionResultType]::ParameterValue, 'Turn a short description into Kubernetes YAML, helpers wired in')
            [CompletionResult]::new('add', 'add', [CompletionResultType]::ParameterValue, 'Add helpers to a workload that exists already')
            [CompletionResult]::new('remove', 'remove', [CompletionResultType]::ParameterValue, 'Take helpers out again that `add` put into a workload')
            [CompletionResult]::new('lint', 'lint', [CompletionResultType]::ParameterValue, 'Find faults in manifests')
            [CompletionResult]::new('inspect', 'inspect', [CompletionResultType]::ParameterValue, 'Show what Pods are made of: roles, links, patterns')
            [CompletionResult]::new('review', 'review', [CompletionResultType]::ParameterValue, 'Answer an admission review, as the webhook does')
            [CompletionResult]::new('webhook', 'webhook', [CompletionResultType]::ParameterValue, 'Run an admission webhook that checks objects before a cluster stores them')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Print the objects that run podpat in a cluster')
            [CompletionResult]::new('krm', 'krm', [CompletionResultType]::ParameterValue, 'Be a function of kustomize or kpt')
            [CompletionResult]::new('explain', 'explain', [CompletionResultType]::ParameterValue, 'Explain a rule')
            [CompletionResult]::new('rules', 'rules', [CompletionResultType]::ParameterValue, 'List the rules')
            [CompletionResult]::new('patterns', 'patterns', [CompletionResultType]::ParameterValue, 'List, show, write, check and fetch reusable containers')
            [CompletionResult]::new('schema', 'schema', [CompletionResultType]::ParameterValue, 'Print a JSON Schema of the description or the configuration, for editors')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print a shell''s completion script')
            [CompletionResult]::new('version', 'version', [CompletionResultType]::ParameterValue, 'Print the version, and the releases of Kubernetes it knows')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'podpat;help;generate' {
            break
        }
        'podpat;help;add' {
            break
        }
        'podpat;help;remove' {
            break
        }
        'podpat;help;lint' {
            break
        }
        'podpat;help;inspect' {
            break
        }
        'podpat;help;review' {
            break
        }
        'podpat;help;webhook' {
            break
        }
        'podpat;help;export' {
            [CompletionResult]::new('webhook', 'webhook', [CompletionResultType]::ParameterValue, 'An admission webhook that warns of findings, and refuses errors where a label of the namespace says so')
            [CompletionResult]::new('vap', 'vap', [CompletionResultType]::ParameterValue, 'Admission policies for clusters that allow no webhook: the rules that the API server can check by itself')
            break
        }
        'podpat;help;export;webhook' {
            break
        }
        'podpat;help;export;vap' {
            break
        }
        'podpat;help;krm' {
            break
        }
        'podpat;help;explain' {
            break
        }
        'podpat;help;rules' {
            break
        }
        'podpat;help;patterns' {
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Print one container: when to use it, its parameters, and an example that runs')
            [CompletionResult]::new('new', 'new', [CompletionResultType]::ParameterValue, 'Write a container of your own that works as it is, for you to fill in')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Try containers of your own as podpat tries those it ships, and say what is wrong')
            [CompletionResult]::new('sync', 'sync', [CompletionResultType]::ParameterValue, 'Fetch the containers of the Git repositories that `.podpat.yaml` names, and lock them')
            break
        }
        'podpat;help;patterns;show' {
            break
        }
        'podpat;help;patterns;new' {
            break
        }
        'podpat;help;patterns;check' {
            break
        }
        'podpat;help;patterns;sync' {
            break
        }
        'podpat;help;schema' {
            break
        }
        'podpat;help;completions' {
            break
        }
        'podpat;help;version' {
            break
        }
        'podpat;help;help' {
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}
