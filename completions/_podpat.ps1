
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
            [CompletionResult]::new('lint', 'lint', [CompletionResultType]::ParameterValue, 'Say what is wrong with manifests')
            [CompletionResult]::new('inspect', 'inspect', [CompletionResultType]::ParameterValue, 'Show what Pods are made of: roles, links, patterns')
            [CompletionResult]::new('explain', 'explain', [CompletionResultType]::ParameterValue, 'Explain a rule')
            [CompletionResult]::new('rules', 'rules', [CompletionResultType]::ParameterValue, 'List the rules')
            [CompletionResult]::new('patterns', 'patterns', [CompletionResultType]::ParameterValue, 'List the catalogue of reusable containers, or show one')
            [CompletionResult]::new('schema', 'schema', [CompletionResultType]::ParameterValue, 'Print a JSON Schema of the description, for editors')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print a shell''s completion script')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'podpat;generate' {
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'The description, as kubectl users type it')
            [CompletionResult]::new('--filename', '--filename', [CompletionResultType]::ParameterName, 'The description, as kubectl users type it')
            [CompletionResult]::new('--name', '--name', [CompletionResultType]::ParameterName, 'Name of the workload')
            [CompletionResult]::new('--main', '--main', [CompletionResultType]::ParameterName, 'Image of the main container')
            [CompletionResult]::new('--port', '--port', [CompletionResultType]::ParameterName, 'Port of the main container; may be given several times')
            [CompletionResult]::new('--kind', '--kind', [CompletionResultType]::ParameterName, 'Kind of workload: Pod, Deployment, StatefulSet, DaemonSet, Job, CronJob')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Namespace of every object')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'Namespace of every object')
            [CompletionResult]::new('--sidecar', '--sidecar', [CompletionResultType]::ParameterName, 'Add a sidecar from the catalogue')
            [CompletionResult]::new('--ambassador', '--ambassador', [CompletionResultType]::ParameterName, 'Add an ambassador from the catalogue')
            [CompletionResult]::new('--adapter', '--adapter', [CompletionResultType]::ParameterName, 'Add an adapter from the catalogue')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Set any value of the description: `replicas=3`, `main.env.MODE=fast`, `sidecar[0].path=/srv/www`')
            [CompletionResult]::new('--helpers', '--helpers', [CompletionResultType]::ParameterName, 'How helpers run: native sidecars, or plain containers')
            [CompletionResult]::new('--kubernetes-version', '--kubernetes-version', [CompletionResultType]::ParameterName, 'The Kubernetes version to generate for: 1.25 to 1.36')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'The form of the output')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'The form of the output')
            [CompletionResult]::new('--out-dir', '--out-dir', [CompletionResultType]::ParameterName, 'Write one file an object into this folder')
            [CompletionResult]::new('--patterns', '--patterns', [CompletionResultType]::ParameterName, 'Take catalogue containers from this folder too; they win over all others')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Let `--out-dir` overwrite files')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'podpat;lint' {
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'The same, as kubectl users type it')
            [CompletionResult]::new('--filename', '--filename', [CompletionResultType]::ParameterName, 'The same, as kubectl users type it')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Take this configuration instead of looking for `.podpat.yaml` above the input')
            [CompletionResult]::new('--max-file-size', '--max-file-size', [CompletionResultType]::ParameterName, 'Read no file larger than this: a number of bytes, `KiB`, `MiB` or `GiB`')
            [CompletionResult]::new('--max-memory', '--max-memory', [CompletionResultType]::ParameterName, 'Take no more memory than this, as far as podpat can tell beforehand')
            [CompletionResult]::new('--select', '--select', [CompletionResultType]::ParameterName, 'Run only these: rule ids, categories, `default`, `all`')
            [CompletionResult]::new('--ignore', '--ignore', [CompletionResultType]::ParameterName, 'Leave these out')
            [CompletionResult]::new('--fail-on', '--fail-on', [CompletionResultType]::ParameterName, 'The least severity that makes podpat exit with 1; `warning` unless said')
            [CompletionResult]::new('--kubernetes-version', '--kubernetes-version', [CompletionResultType]::ParameterName, 'The Kubernetes release the manifests are for: 1.25 to 1.36, the latest unless said')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Form of the output; it never changes the exit code')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Form of the output; it never changes the exit code')
            [CompletionResult]::new('--output-file', '--output-file', [CompletionResultType]::ParameterName, 'Write to a file instead of standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Whether to colour')
            [CompletionResult]::new('--colour', '--colour', [CompletionResultType]::ParameterName, 'Whether to colour')
            [CompletionResult]::new('--jobs', '--jobs', [CompletionResultType]::ParameterName, 'Threads to use; as many as there are processors unless said')
            [CompletionResult]::new('-R', '-R ', [CompletionResultType]::ParameterName, 'Folders are always searched to the bottom')
            [CompletionResult]::new('--recursive', '--recursive', [CompletionResultType]::ParameterName, 'Folders are always searched to the bottom')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Take no configuration')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'podpat;inspect' {
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'The same, as kubectl users type it')
            [CompletionResult]::new('--filename', '--filename', [CompletionResultType]::ParameterName, 'The same, as kubectl users type it')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Take this configuration instead of looking for `.podpat.yaml` above the input')
            [CompletionResult]::new('--max-file-size', '--max-file-size', [CompletionResultType]::ParameterName, 'Read no file larger than this: a number of bytes, `KiB`, `MiB` or `GiB`')
            [CompletionResult]::new('--max-memory', '--max-memory', [CompletionResultType]::ParameterName, 'Take no more memory than this, as far as podpat can tell beforehand')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Form of the output')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Form of the output')
            [CompletionResult]::new('-R', '-R ', [CompletionResultType]::ParameterName, 'Folders are always searched to the bottom')
            [CompletionResult]::new('--recursive', '--recursive', [CompletionResultType]::ParameterName, 'Folders are always searched to the bottom')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Take no configuration')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'podpat;explain' {
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'podpat;rules' {
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Form of the list')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Form of the list')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'podpat;patterns' {
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'The form of the list')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'The form of the list')
            [CompletionResult]::new('--patterns', '--patterns', [CompletionResultType]::ParameterName, 'Take catalogue containers from this folder too; they win over all others')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Print one container: when to use it, its parameters, and an example that runs')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'podpat;patterns;show' {
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'The form: for people, or the catalogue file itself')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'The form: for people, or the catalogue file itself')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'podpat;patterns;help' {
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Print one container: when to use it, its parameters, and an example that runs')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'podpat;patterns;help;show' {
            break
        }
        'podpat;patterns;help;help' {
            break
        }
        'podpat;schema' {
            [CompletionResult]::new('--patterns', '--patterns', [CompletionResultType]::ParameterName, 'Take catalogue containers from this folder too; they win over all others')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'podpat;completions' {
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'podpat;help' {
            [CompletionResult]::new('generate', 'generate', [CompletionResultType]::ParameterValue, 'Turn a short description into Kubernetes YAML, helpers wired in')
            [CompletionResult]::new('lint', 'lint', [CompletionResultType]::ParameterValue, 'Say what is wrong with manifests')
            [CompletionResult]::new('inspect', 'inspect', [CompletionResultType]::ParameterValue, 'Show what Pods are made of: roles, links, patterns')
            [CompletionResult]::new('explain', 'explain', [CompletionResultType]::ParameterValue, 'Explain a rule')
            [CompletionResult]::new('rules', 'rules', [CompletionResultType]::ParameterValue, 'List the rules')
            [CompletionResult]::new('patterns', 'patterns', [CompletionResultType]::ParameterValue, 'List the catalogue of reusable containers, or show one')
            [CompletionResult]::new('schema', 'schema', [CompletionResultType]::ParameterValue, 'Print a JSON Schema of the description, for editors')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print a shell''s completion script')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'podpat;help;generate' {
            break
        }
        'podpat;help;lint' {
            break
        }
        'podpat;help;inspect' {
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
            break
        }
        'podpat;help;patterns;show' {
            break
        }
        'podpat;help;schema' {
            break
        }
        'podpat;help;completions' {
            break
        }
        'podpat;help;help' {
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}
