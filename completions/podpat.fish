# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_podpat_global_optspecs
    string join \n h/help V/version
end

function __fish_podpat_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_podpat_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_podpat_using_subcommand
    set -l cmd (__fish_podpat_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c podpat -n "__fish_podpat_needs_command" -s h -l help -d 'Print help'
complete -c podpat -n "__fish_podpat_needs_command" -s V -l version -d 'Print version'
complete -c podpat -n "__fish_podpat_needs_command" -f -a "generate" -d 'Turn a short description into Kubernetes YAML, helpers wired in'
complete -c podpat -n "__fish_podpat_needs_command" -f -a "lint" -d 'Say what is wrong with manifests'
complete -c podpat -n "__fish_podpat_needs_command" -f -a "inspect" -d 'Show what Pods are made of: roles, links, patterns'
complete -c podpat -n "__fish_podpat_needs_command" -f -a "explain" -d 'Explain a rule'
complete -c podpat -n "__fish_podpat_needs_command" -f -a "rules" -d 'List the rules'
complete -c podpat -n "__fish_podpat_needs_command" -f -a "patterns" -d 'List the catalogue of reusable containers, or show one'
complete -c podpat -n "__fish_podpat_needs_command" -f -a "schema" -d 'Print a JSON Schema of the description, for editors'
complete -c podpat -n "__fish_podpat_needs_command" -f -a "completions" -d 'Print a shell\'s completion script'
complete -c podpat -n "__fish_podpat_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c podpat -n "__fish_podpat_using_subcommand generate" -s f -l filename -d 'The description, as kubectl users type it' -r -F
complete -c podpat -n "__fish_podpat_using_subcommand generate" -l name -d 'Name of the workload' -r
complete -c podpat -n "__fish_podpat_using_subcommand generate" -l main -d 'Image of the main container' -r
complete -c podpat -n "__fish_podpat_using_subcommand generate" -l port -d 'Port of the main container; may be given several times' -r
complete -c podpat -n "__fish_podpat_using_subcommand generate" -l kind -d 'Kind of workload: Pod, Deployment, StatefulSet, DaemonSet, Job, CronJob' -r
complete -c podpat -n "__fish_podpat_using_subcommand generate" -s n -l namespace -d 'Namespace of every object' -r
complete -c podpat -n "__fish_podpat_using_subcommand generate" -l sidecar -d 'Add a sidecar from the catalogue' -r
complete -c podpat -n "__fish_podpat_using_subcommand generate" -l ambassador -d 'Add an ambassador from the catalogue' -r
complete -c podpat -n "__fish_podpat_using_subcommand generate" -l adapter -d 'Add an adapter from the catalogue' -r
complete -c podpat -n "__fish_podpat_using_subcommand generate" -l set -d 'Set any value of the description: `replicas=3`, `main.env.MODE=fast`, `sidecar[0].path=/srv/www`' -r
complete -c podpat -n "__fish_podpat_using_subcommand generate" -l helpers -d 'How helpers run: native sidecars, or plain containers' -r -f -a "native\t'Init containers that go on running (Kubernetes 1.29 and later)'
classic\t'Plain containers'"
complete -c podpat -n "__fish_podpat_using_subcommand generate" -l kubernetes-version -d 'The Kubernetes version to generate for: 1.25 to 1.36' -r
complete -c podpat -n "__fish_podpat_using_subcommand generate" -s o -l output -d 'The form of the output' -r -f -a "yaml\t'YAML documents'
json\t'One JSON `List`'"
complete -c podpat -n "__fish_podpat_using_subcommand generate" -l out-dir -d 'Write one file an object into this folder' -r -F
complete -c podpat -n "__fish_podpat_using_subcommand generate" -l patterns -d 'Take catalogue containers from this folder too; they win over all others' -r -F
complete -c podpat -n "__fish_podpat_using_subcommand generate" -l force -d 'Let `--out-dir` overwrite files'
complete -c podpat -n "__fish_podpat_using_subcommand generate" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c podpat -n "__fish_podpat_using_subcommand lint" -s f -l filename -d 'The same, as kubectl users type it' -r -F
complete -c podpat -n "__fish_podpat_using_subcommand lint" -l config -d 'Take this configuration instead of looking for `.podpat.yaml` above the input' -r -F
complete -c podpat -n "__fish_podpat_using_subcommand lint" -l max-file-size -d 'Read no file larger than this: a number of bytes, `KiB`, `MiB` or `GiB`' -r
complete -c podpat -n "__fish_podpat_using_subcommand lint" -l max-memory -d 'Take no more memory than this, as far as podpat can tell beforehand' -r
complete -c podpat -n "__fish_podpat_using_subcommand lint" -l select -d 'Run only these: rule ids, categories, `default`, `all`' -r
complete -c podpat -n "__fish_podpat_using_subcommand lint" -l ignore -d 'Leave these out' -r
complete -c podpat -n "__fish_podpat_using_subcommand lint" -l fail-on -d 'The least severity that makes podpat exit with 1; `warning` unless said' -r -f -a "error\t''
warning\t''
info\t''
never\t''"
complete -c podpat -n "__fish_podpat_using_subcommand lint" -l kubernetes-version -d 'The Kubernetes release the manifests are for: 1.25 to 1.36, the latest unless said' -r
complete -c podpat -n "__fish_podpat_using_subcommand lint" -s o -l format -d 'Form of the output; it never changes the exit code' -r -f -a "human\t''
short\t''
json\t''
sarif\t''
github\t''
gitlab\t''
junit\t''"
complete -c podpat -n "__fish_podpat_using_subcommand lint" -l output-file -d 'Write to a file instead of standard output' -r -F
complete -c podpat -n "__fish_podpat_using_subcommand lint" -l color -l colour -d 'Whether to colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c podpat -n "__fish_podpat_using_subcommand lint" -l jobs -d 'Threads to use; as many as there are processors unless said' -r
complete -c podpat -n "__fish_podpat_using_subcommand lint" -s R -l recursive -d 'Folders are always searched to the bottom'
complete -c podpat -n "__fish_podpat_using_subcommand lint" -l no-config -d 'Take no configuration'
complete -c podpat -n "__fish_podpat_using_subcommand lint" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c podpat -n "__fish_podpat_using_subcommand inspect" -s f -l filename -d 'The same, as kubectl users type it' -r -F
complete -c podpat -n "__fish_podpat_using_subcommand inspect" -l config -d 'Take this configuration instead of looking for `.podpat.yaml` above the input' -r -F
complete -c podpat -n "__fish_podpat_using_subcommand inspect" -l max-file-size -d 'Read no file larger than this: a number of bytes, `KiB`, `MiB` or `GiB`' -r
complete -c podpat -n "__fish_podpat_using_subcommand inspect" -l max-memory -d 'Take no more memory than this, as far as podpat can tell beforehand' -r
complete -c podpat -n "__fish_podpat_using_subcommand inspect" -s o -l output -d 'Form of the output' -r -f -a "text\t'A picture for the terminal'
json\t'For scripts'
mermaid\t'A Mermaid flowchart, for Markdown pages'
dot\t'A graph for Graphviz'
svg\t'A picture for documents and browsers'"
complete -c podpat -n "__fish_podpat_using_subcommand inspect" -s R -l recursive -d 'Folders are always searched to the bottom'
complete -c podpat -n "__fish_podpat_using_subcommand inspect" -l no-config -d 'Take no configuration'
complete -c podpat -n "__fish_podpat_using_subcommand inspect" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c podpat -n "__fish_podpat_using_subcommand explain" -s h -l help -d 'Print help'
complete -c podpat -n "__fish_podpat_using_subcommand rules" -s o -l output -d 'Form of the list' -r -f -a "table\t'For people'
json\t'For scripts'"
complete -c podpat -n "__fish_podpat_using_subcommand rules" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c podpat -n "__fish_podpat_using_subcommand patterns; and not __fish_seen_subcommand_from show help" -s o -l output -d 'The form of the list' -r -f -a "text\t'For people'
json\t'For scripts'"
complete -c podpat -n "__fish_podpat_using_subcommand patterns; and not __fish_seen_subcommand_from show help" -l patterns -d 'Take catalogue containers from this folder too; they win over all others' -r -F
complete -c podpat -n "__fish_podpat_using_subcommand patterns; and not __fish_seen_subcommand_from show help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c podpat -n "__fish_podpat_using_subcommand patterns; and not __fish_seen_subcommand_from show help" -f -a "show" -d 'Print one container: when to use it, its parameters, and an example that runs'
complete -c podpat -n "__fish_podpat_using_subcommand patterns; and not __fish_seen_subcommand_from show help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c podpat -n "__fish_podpat_using_subcommand patterns; and __fish_seen_subcommand_from show" -s o -l output -d 'The form: for people, or the catalogue file itself' -r -f -a "text\t'For people'
yaml\t'The catalogue file, to start one\'s own from'"
complete -c podpat -n "__fish_podpat_using_subcommand patterns; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c podpat -n "__fish_podpat_using_subcommand patterns; and __fish_seen_subcommand_from help" -f -a "show" -d 'Print one container: when to use it, its parameters, and an example that runs'
complete -c podpat -n "__fish_podpat_using_subcommand patterns; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c podpat -n "__fish_podpat_using_subcommand schema" -l patterns -d 'Take catalogue containers from this folder too; they win over all others' -r -F
complete -c podpat -n "__fish_podpat_using_subcommand schema" -s h -l help -d 'Print help'
complete -c podpat -n "__fish_podpat_using_subcommand completions" -s h -l help -d 'Print help'
complete -c podpat -n "__fish_podpat_using_subcommand help; and not __fish_seen_subcommand_from generate lint inspect explain rules patterns schema completions help" -f -a "generate" -d 'Turn a short description into Kubernetes YAML, helpers wired in'
complete -c podpat -n "__fish_podpat_using_subcommand help; and not __fish_seen_subcommand_from generate lint inspect explain rules patterns schema completions help" -f -a "lint" -d 'Say what is wrong with manifests'
complete -c podpat -n "__fish_podpat_using_subcommand help; and not __fish_seen_subcommand_from generate lint inspect explain rules patterns schema completions help" -f -a "inspect" -d 'Show what Pods are made of: roles, links, patterns'
complete -c podpat -n "__fish_podpat_using_subcommand help; and not __fish_seen_subcommand_from generate lint inspect explain rules patterns schema completions help" -f -a "explain" -d 'Explain a rule'
complete -c podpat -n "__fish_podpat_using_subcommand help; and not __fish_seen_subcommand_from generate lint inspect explain rules patterns schema completions help" -f -a "rules" -d 'List the rules'
complete -c podpat -n "__fish_podpat_using_subcommand help; and not __fish_seen_subcommand_from generate lint inspect explain rules patterns schema completions help" -f -a "patterns" -d 'List the catalogue of reusable containers, or show one'
complete -c podpat -n "__fish_podpat_using_subcommand help; and not __fish_seen_subcommand_from generate lint inspect explain rules patterns schema completions help" -f -a "schema" -d 'Print a JSON Schema of the description, for editors'
complete -c podpat -n "__fish_podpat_using_subcommand help; and not __fish_seen_subcommand_from generate lint inspect explain rules patterns schema completions help" -f -a "completions" -d 'Print a shell\'s completion script'
complete -c podpat -n "__fish_podpat_using_subcommand help; and not __fish_seen_subcommand_from generate lint inspect explain rules patterns schema completions help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c podpat -n "__fish_podpat_using_subcommand help; and __fish_seen_subcommand_from patterns" -f -a "show" -d 'Print one container: when to use it, its parameters, and an example that runs'
