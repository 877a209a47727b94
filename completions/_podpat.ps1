
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
            [CompletionResult]::new('generate', 'generate', [CompletionResultType]::ParameterValue, 'Generate Kubernetes manifests from a short description')
            [CompletionResult]::new('add', 'add', [CompletionResultType]::ParameterValue, 'Add helpers to an existing workload')
            [CompletionResult]::new('remove', 'remove', [CompletionResultType]::ParameterValue, 'Remove helpers that `podpat add` put into a workload')
            [CompletionResult]::new('split', 'split', [CompletionResultType]::ParameterValue, 'Split a workload with unrelated containers into several, with Services')
            [CompletionResult]::new('lint', 'lint', [CompletionResultType]::ParameterValue, 'Check manifests')
            [CompletionResult]::new('inspect', 'inspect', [CompletionResultType]::ParameterValue, 'Show the containers of Pods: their roles, connections and patterns')
            [CompletionResult]::new('review', 'review', [CompletionResultType]::ParameterValue, 'Answer an admission review as the webhook would')
            [CompletionResult]::new('webhook', 'webhook', [CompletionResultType]::ParameterValue, 'Run an admission webhook that checks objects before a cluster stores them')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Print the manifests that run podpat in a cluster')
            [CompletionResult]::new('krm', 'krm', [CompletionResultType]::ParameterValue, 'Run as a function of kustomize or kpt')
            [CompletionResult]::new('lsp', 'lsp', [CompletionResultType]::ParameterValue, 'Serve an editor: findings, fixes, help and completion while you write')
            [CompletionResult]::new('explain', 'explain', [CompletionResultType]::ParameterValue, 'Print the documentation of a rule')
            [CompletionResult]::new('rules', 'rules', [CompletionResultType]::ParameterValue, 'List the rules')
            [CompletionResult]::new('patterns', 'patterns', [CompletionResultType]::ParameterValue, 'List, show, create, check and fetch catalogue containers')
            [CompletionResult]::new('schema', 'schema', [CompletionResultType]::ParameterValue, 'Print the JSON Schema of descriptions or of the configuration, for editors')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print the completion script for a shell')
            [CompletionResult]::new('version', 'version', [CompletionResultType]::ParameterValue, 'Print the version and the supported Kubernetes releases')
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
            [CompletionResult]::new('--init', '--init', [CompletionResultType]::ParameterName, 'Add a container from the catalogue that runs before main')
            [CompletionResult]::new('--election', '--election', [CompletionResultType]::ParameterName, 'Elect a leader among the Pods, with optional settings such as `serve=leader`')
            [CompletionResult]::new('--queue', '--queue', [CompletionResultType]::ParameterName, 'Process a work queue: `redis=new`, `redis=HOST:PORT`, `items=[a,b]`')
            [CompletionResult]::new('--scatter', '--scatter', [CompletionResultType]::ParameterName, 'Send each request to several leaves: `leaves=8,leaf.image=IMAGE,leaf.ports=[8080]`')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Set any value of the description: `replicas=3`, `main.env.MODE=fast`, `sidecar[0].path=/srv/www`')
            [CompletionResult]::new('--helpers', '--helpers', [CompletionResultType]::ParameterName, 'How helpers run: native sidecars, or plain containers')
            [CompletionResult]::new('--kubernetes-version', '--kubernetes-version', [CompletionResultType]::ParameterName, 'Kubernetes release to generate for: 1.25 to 1.36')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Output format')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Output format')
            [CompletionResult]::new('--out-dir', '--out-dir', [CompletionResultType]::ParameterName, 'Write each object to a file of its own in this folder')
            [CompletionResult]::new('--error-format', '--error-format', [CompletionResultType]::ParameterName, 'Format of errors and notes on standard error')
            [CompletionResult]::new('--patterns', '--patterns', [CompletionResultType]::ParameterName, 'Folder with additional catalogue containers, which take precedence over all others')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Allow `--out-dir` to overwrite existing files')
            [CompletionResult]::new('--check', '--check', [CompletionResultType]::ParameterName, 'Compare with the files in `--out-dir` instead of writing them: show the differences, and exit with 1 if there are any')
            [CompletionResult]::new('--diff', '--diff', [CompletionResultType]::ParameterName, 'The same as `--check`')
            [CompletionResult]::new('--prune', '--prune', [CompletionResultType]::ParameterName, 'Delete files in `--out-dir` that podpat wrote earlier, that are no longer generated, and that were not changed since')
            [CompletionResult]::new('--kustomization', '--kustomization', [CompletionResultType]::ParameterName, 'Write a `kustomization.yaml` that lists the files in `--out-dir`')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'podpat;add' {
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Manifests and folders, as with `kubectl -f`')
            [CompletionResult]::new('--filename', '--filename', [CompletionResultType]::ParameterName, 'Manifests and folders, as with `kubectl -f`')
            [CompletionResult]::new('--to', '--to', [CompletionResultType]::ParameterName, 'Workload to change, if there are several: `deploy/shop`')
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'Main container, if podpat cannot tell')
            [CompletionResult]::new('--container', '--container', [CompletionResultType]::ParameterName, 'Main container, if podpat cannot tell')
            [CompletionResult]::new('--sidecar', '--sidecar', [CompletionResultType]::ParameterName, 'Add a sidecar from the catalogue')
            [CompletionResult]::new('--ambassador', '--ambassador', [CompletionResultType]::ParameterName, 'Add an ambassador from the catalogue')
            [CompletionResult]::new('--adapter', '--adapter', [CompletionResultType]::ParameterName, 'Add an adapter from the catalogue')
            [CompletionResult]::new('--init', '--init', [CompletionResultType]::ParameterName, 'Add a container from the catalogue that runs before main')
            [CompletionResult]::new('--election', '--election', [CompletionResultType]::ParameterName, 'Elect a leader among the Pods, with optional settings such as `serve=leader`')
            [CompletionResult]::new('--with', '--with', [CompletionResultType]::ParameterName, 'File with helpers, in the format of a description')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Print patches instead of manifests')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print patches instead of manifests')
            [CompletionResult]::new('--out-dir', '--out-dir', [CompletionResultType]::ParameterName, 'Write each object and patch to a file of its own in this folder')
            [CompletionResult]::new('--kubernetes-version', '--kubernetes-version', [CompletionResultType]::ParameterName, 'Kubernetes release to add helpers for: 1.25 to 1.36')
            [CompletionResult]::new('--patterns', '--patterns', [CompletionResultType]::ParameterName, 'Folder with additional catalogue containers, which take precedence over all others')
            [CompletionResult]::new('--in-place', '--in-place', [CompletionResultType]::ParameterName, 'Write the result to the files')
            [CompletionResult]::new('--diff', '--diff', [CompletionResultType]::ParameterName, 'Show what would change, and exit with 1 if anything does')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Allow `--out-dir` to overwrite existing files')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'podpat;remove' {
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Manifests and folders, as with `kubectl -f`')
            [CompletionResult]::new('--filename', '--filename', [CompletionResultType]::ParameterName, 'Manifests and folders, as with `kubectl -f`')
            [CompletionResult]::new('--to', '--to', [CompletionResultType]::ParameterName, 'Workload to change, if there are several: `deploy/shop`')
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'Main container, if podpat cannot tell')
            [CompletionResult]::new('--container', '--container', [CompletionResultType]::ParameterName, 'Main container, if podpat cannot tell')
            [CompletionResult]::new('--kubernetes-version', '--kubernetes-version', [CompletionResultType]::ParameterName, 'Kubernetes release to check the result against: 1.25 to 1.36')
            [CompletionResult]::new('--in-place', '--in-place', [CompletionResultType]::ParameterName, 'Write the result to the files')
            [CompletionResult]::new('--diff', '--diff', [CompletionResultType]::ParameterName, 'Show what would change, and exit with 1 if anything does')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'podpat;split' {
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Manifests and folders, as with `kubectl -f`')
            [CompletionResult]::new('--filename', '--filename', [CompletionResultType]::ParameterName, 'Manifests and folders, as with `kubectl -f`')
            [CompletionResult]::new('--to', '--to', [CompletionResultType]::ParameterName, 'Workload to change, if there are several: `deploy/shop`')
            [CompletionResult]::new('--name', '--name', [CompletionResultType]::ParameterName, 'Name of the new workload and Service of a container')
            [CompletionResult]::new('--storage', '--storage', [CompletionResultType]::ParameterName, 'Size of new claims for data: `10Gi`')
            [CompletionResult]::new('--kubernetes-version', '--kubernetes-version', [CompletionResultType]::ParameterName, 'Kubernetes release that the result is judged for: 1.25 to 1.36')
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'Container whose group keeps the name of the workload')
            [CompletionResult]::new('--container', '--container', [CompletionResultType]::ParameterName, 'Container whose group keeps the name of the workload')
            [CompletionResult]::new('--in-place', '--in-place', [CompletionResultType]::ParameterName, 'Write the result to the files')
            [CompletionResult]::new('--diff', '--diff', [CompletionResultType]::ParameterName, 'Show what would change, and exit with 1 if anything does')
            [CompletionResult]::new('--separate-volumes', '--separate-volumes', [CompletionResultType]::ParameterName, 'Give each group its own `emptyDir` if several mount the same one')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'podpat;lint' {
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Files and folders, as with `kubectl -f`')
            [CompletionResult]::new('--filename', '--filename', [CompletionResultType]::ParameterName, 'Files and folders, as with `kubectl -f`')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Kubeconfig context; the current one by default')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Namespace; all by default')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'Namespace; all by default')
            [CompletionResult]::new('--kubeconfig', '--kubeconfig', [CompletionResultType]::ParameterName, 'Kubeconfig; the one that kubectl uses by default')
            [CompletionResult]::new('--render', '--render', [CompletionResultType]::ParameterName, 'Render kustomizations and charts given on the command line, with `kubectl kustomize` (or `kustomize build`) and `helm template`')
            [CompletionResult]::new('--values', '--values', [CompletionResultType]::ParameterName, 'Values file for rendering charts')
            [CompletionResult]::new('--stdin-filename', '--stdin-filename', [CompletionResultType]::ParameterName, 'Treat standard input as this file in messages, and use its configuration')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Use this configuration instead of the `.podpat.yaml` above the input')
            [CompletionResult]::new('--patterns', '--patterns', [CompletionResultType]::ParameterName, 'Folder with additional catalogue containers, which take precedence over all others')
            [CompletionResult]::new('--max-file-size', '--max-file-size', [CompletionResultType]::ParameterName, 'Maximum size of a file, in bytes or with a unit such as `MiB`; files of any size are read by default')
            [CompletionResult]::new('--max-object-size', '--max-object-size', [CompletionResultType]::ParameterName, 'Maximum size of an object')
            [CompletionResult]::new('--max-memory', '--max-memory', [CompletionResultType]::ParameterName, 'Maximum memory, estimated from the size of the input')
            [CompletionResult]::new('--select', '--select', [CompletionResultType]::ParameterName, 'Run only these rules: rule ids, categories, or presets such as `default`, `all` or `pss-restricted`')
            [CompletionResult]::new('--extend-select', '--extend-select', [CompletionResultType]::ParameterName, 'Run these rules too')
            [CompletionResult]::new('--ignore', '--ignore', [CompletionResultType]::ParameterName, 'Do not run these rules')
            [CompletionResult]::new('--baseline', '--baseline', [CompletionResultType]::ParameterName, 'Do not report the findings that this file lists')
            [CompletionResult]::new('--write-baseline', '--write-baseline', [CompletionResultType]::ParameterName, 'Write all findings to this file, for use with `--baseline`')
            [CompletionResult]::new('--since', '--since', [CompletionResultType]::ParameterName, 'Report only findings on lines that changed since the current branch left this commit')
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
            [CompletionResult]::new('--if-any', '--if-any', [CompletionResultType]::ParameterName, 'Succeed if there is nothing to check, and skip files that are not manifests; for hooks')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print every note, and how many paths were skipped')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print every note, and how many paths were skipped')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Do not print notes or progress; errors are still printed')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Do not print notes or progress; errors are still printed')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Do not use any configuration')
            [CompletionResult]::new('--prune-baseline', '--prune-baseline', [CompletionResultType]::ParameterName, 'Remove findings that no longer occur from the baseline')
            [CompletionResult]::new('--no-baseline', '--no-baseline', [CompletionResultType]::ParameterName, 'Ignore the baseline that the configuration names')
            [CompletionResult]::new('--fix', '--fix', [CompletionResultType]::ParameterName, 'Apply safe fixes: those that do not change what runs, and those that are the only way to make the API server accept the object')
            [CompletionResult]::new('--unsafe-fixes', '--unsafe-fixes', [CompletionResultType]::ParameterName, 'With `--fix` or `--diff`, also apply fixes that may change how Pods run; review the result')
            [CompletionResult]::new('--diff', '--diff', [CompletionResultType]::ParameterName, 'Show what `--fix` would change, without changing anything')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'podpat;inspect' {
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Files and folders, as with `kubectl -f`')
            [CompletionResult]::new('--filename', '--filename', [CompletionResultType]::ParameterName, 'Files and folders, as with `kubectl -f`')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Kubeconfig context; the current one by default')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Namespace; all by default')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'Namespace; all by default')
            [CompletionResult]::new('--kubeconfig', '--kubeconfig', [CompletionResultType]::ParameterName, 'Kubeconfig; the one that kubectl uses by default')
            [CompletionResult]::new('--render', '--render', [CompletionResultType]::ParameterName, 'Render kustomizations and charts given on the command line, with `kubectl kustomize` (or `kustomize build`) and `helm template`')
            [CompletionResult]::new('--values', '--values', [CompletionResultType]::ParameterName, 'Values file for rendering charts')
            [CompletionResult]::new('--stdin-filename', '--stdin-filename', [CompletionResultType]::ParameterName, 'Treat standard input as this file in messages, and use its configuration')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Use this configuration instead of the `.podpat.yaml` above the input')
            [CompletionResult]::new('--patterns', '--patterns', [CompletionResultType]::ParameterName, 'Folder with additional catalogue containers, which take precedence over all others')
            [CompletionResult]::new('--max-file-size', '--max-file-size', [CompletionResultType]::ParameterName, 'Maximum size of a file, in bytes or with a unit such as `MiB`; files of any size are read by default')
            [CompletionResult]::new('--max-object-size', '--max-object-size', [CompletionResultType]::ParameterName, 'Maximum size of an object')
            [CompletionResult]::new('--max-memory', '--max-memory', [CompletionResultType]::ParameterName, 'Maximum memory, estimated from the size of the input')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Output format')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Output format')
            [CompletionResult]::new('--cluster', '--cluster', [CompletionResultType]::ParameterName, 'Read the objects of a cluster from one `kubectl get`, which changes nothing')
            [CompletionResult]::new('-R', '-R ', [CompletionResultType]::ParameterName, 'Folders are always searched recursively')
            [CompletionResult]::new('--recursive', '--recursive', [CompletionResultType]::ParameterName, 'Folders are always searched recursively')
            [CompletionResult]::new('--if-any', '--if-any', [CompletionResultType]::ParameterName, 'Succeed if there is nothing to check, and skip files that are not manifests; for hooks')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print every note, and how many paths were skipped')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print every note, and how many paths were skipped')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Do not print notes or progress; errors are still printed')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Do not print notes or progress; errors are still printed')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Do not use any configuration')
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
            [CompletionResult]::new('--tls-cert', '--tls-cert', [CompletionResultType]::ParameterName, 'PEM file with the server''s certificate chain; read again when it changes')
            [CompletionResult]::new('--tls-key', '--tls-key', [CompletionResultType]::ParameterName, 'PEM file with the private key of the certificate')
            [CompletionResult]::new('--listen', '--listen', [CompletionResultType]::ParameterName, 'Address to listen on')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Use the rules of this configuration')
            [CompletionResult]::new('--max-body', '--max-body', [CompletionResultType]::ParameterName, 'Maximum size of a request')
            [CompletionResult]::new('--threads', '--threads', [CompletionResultType]::ParameterName, 'Number of concurrent reviews; one per processor by default')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'podpat;export' {
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('webhook', 'webhook', [CompletionResultType]::ParameterValue, 'Print an admission webhook that returns findings as warnings, and refuses errors in namespaces with a label')
            [CompletionResult]::new('vap', 'vap', [CompletionResultType]::ParameterValue, 'Print admission policies, for clusters without webhooks, with the rules that the API server can evaluate itself')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'podpat;export;webhook' {
            [CompletionResult]::new('--image', '--image', [CompletionResultType]::ParameterName, 'Image that contains podpat')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Namespace to run in')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'Namespace to run in')
            [CompletionResult]::new('--ca-bundle', '--ca-bundle', [CompletionResultType]::ParameterName, 'PEM file with the certificate authority of the server''s certificate')
            [CompletionResult]::new('--deny-label', '--deny-label', [CompletionResultType]::ParameterName, 'Label of the namespaces in which objects with errors are refused')
            [CompletionResult]::new('--cert-manager', '--cert-manager', [CompletionResultType]::ParameterName, 'Let cert-manager issue the certificate')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'podpat;export;vap' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Use the rules of this configuration')
            [CompletionResult]::new('--deny-label', '--deny-label', [CompletionResultType]::ParameterName, 'Label of the namespaces in which objects with errors are refused')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'podpat;export;help' {
            [CompletionResult]::new('webhook', 'webhook', [CompletionResultType]::ParameterValue, 'Print an admission webhook that returns findings as warnings, and refuses errors in namespaces with a label')
            [CompletionResult]::new('vap', 'vap', [CompletionResultType]::ParameterValue, 'Print admission policies, for clusters without webhooks, with the rules that the API server can evaluate itself')
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
            [CompletionResult]::new('--patterns', '--patterns', [CompletionResultType]::ParameterName, 'Folder with additional catalogue containers, which take precedence over all others')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'podpat;lsp' {
            [CompletionResult]::new('--stdio', '--stdio', [CompletionResultType]::ParameterName, 'Standard input and output are used in any case; editors say so')
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
            [CompletionResult]::new('--preset', '--preset', [CompletionResultType]::ParameterName, 'List only the rules of a preset, with the names of the equivalent checks in other linters')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Output format')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Output format')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'podpat;patterns' {
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Output format')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Output format')
            [CompletionResult]::new('--patterns', '--patterns', [CompletionResultType]::ParameterName, 'Folder with additional catalogue containers, which take precedence over all others')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Print one container: when to use it, its parameters, and an example')
            [CompletionResult]::new('new', 'new', [CompletionResultType]::ParameterValue, 'Create a container of your own from a working skeleton')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Test containers of your own in the way podpat tests those it ships')
            [CompletionResult]::new('sync', 'sync', [CompletionResultType]::ParameterValue, 'Fetch containers from the Git repositories in `.podpat.yaml`, and lock their commits')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'podpat;patterns;show' {
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Output format')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Output format')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'podpat;patterns;new' {
            [CompletionResult]::new('--pattern', '--pattern', [CompletionResultType]::ParameterName, 'Relation to the main container')
            [CompletionResult]::new('--out-dir', '--out-dir', [CompletionResultType]::ParameterName, 'Folder to write the file to')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Overwrite an existing file')
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
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Time limit for each repository, in seconds')
            [CompletionResult]::new('--update', '--update', [CompletionResultType]::ParameterName, 'Fetch what the references point to now instead of the locked commits')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'podpat;patterns;help' {
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Print one container: when to use it, its parameters, and an example')
            [CompletionResult]::new('new', 'new', [CompletionResultType]::ParameterValue, 'Create a container of your own from a working skeleton')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Test containers of your own in the way podpat tests those it ships')
            [CompletionResult]::new('sync', 'sync', [CompletionResultType]::ParameterValue, 'Fetch containers from the Git repositories in `.podpat.yaml`, and lock their commits')
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
            [CompletionResult]::new('--patterns', '--patterns', [CompletionResultType]::ParameterName, 'Folder with additional catalogue containers, which take precedence over all others')
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
            [CompletionResult]::new('generate', 'generate', [CompletionResultType]::ParameterValue, 'Generate Kubernetes manifests from a short description')
            [CompletionResult]::new('add', 'add', [CompletionResultType]::ParameterValue, 'Add helpers to an existing workload')
            [CompletionResult]::new('remove', 'remove', [CompletionResultType]::ParameterValue, 'Remove helpers that `podpat add` put into a workload')
            [CompletionResult]::new('split', 'split', [CompletionResultType]::ParameterValue, 'Split a workload with unrelated containers into several, with Services')
            [CompletionResult]::new('lint', 'lint', [CompletionResultType]::ParameterValue, 'Check manifests')
            [CompletionResult]::new('inspect', 'inspect', [CompletionResultType]::ParameterValue, 'Show the containers of Pods: their roles, connections and patterns')
            [CompletionResult]::new('review', 'review', [CompletionResultType]::ParameterValue, 'Answer an admission review as the webhook would')
            [CompletionResult]::new('webhook', 'webhook', [CompletionResultType]::ParameterValue, 'Run an admission webhook that checks objects before a cluster stores them')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Print the manifests that run podpat in a cluster')
            [CompletionResult]::new('krm', 'krm', [CompletionResultType]::ParameterValue, 'Run as a function of kustomize or kpt')
            [CompletionResult]::new('lsp', 'lsp', [CompletionResultType]::ParameterValue, 'Serve an editor: findings, fixes, help and completion while you write')
            [CompletionResult]::new('explain', 'explain', [CompletionResultType]::ParameterValue, 'Print the documentation of a rule')
            [CompletionResult]::new('rules', 'rules', [CompletionResultType]::ParameterValue, 'List the rules')
            [CompletionResult]::new('patterns', 'patterns', [CompletionResultType]::ParameterValue, 'List, show, create, check and fetch catalogue containers')
            [CompletionResult]::new('schema', 'schema', [CompletionResultType]::ParameterValue, 'Print the JSON Schema of descriptions or of the configuration, for editors')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print the completion script for a shell')
            [CompletionResult]::new('version', 'version', [CompletionResultType]::ParameterValue, 'Print the version and the supported Kubernetes releases')
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
        'podpat;help;split' {
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
            [CompletionResult]::new('webhook', 'webhook', [CompletionResultType]::ParameterValue, 'Print an admission webhook that returns findings as warnings, and refuses errors in namespaces with a label')
            [CompletionResult]::new('vap', 'vap', [CompletionResultType]::ParameterValue, 'Print admission policies, for clusters without webhooks, with the rules that the API server can evaluate itself')
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
        'podpat;help;lsp' {
            break
        }
        'podpat;help;explain' {
            break
        }
        'podpat;help;rules' {
            break
        }
        'podpat;help;patterns' {
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Print one container: when to use it, its parameters, and an example')
            [CompletionResult]::new('new', 'new', [CompletionResultType]::ParameterValue, 'Create a container of your own from a working skeleton')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Test containers of your own in the way podpat tests those it ships')
            [CompletionResult]::new('sync', 'sync', [CompletionResultType]::ParameterValue, 'Fetch containers from the Git repositories in `.podpat.yaml`, and lock their commits')
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
