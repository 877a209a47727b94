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
complete -c podpat -n "__fish_podpat_needs_command" -f -a "generate" -d 'Generate Kubernetes manifests from a short description'
complete -c podpat -n "__fish_podpat_needs_command" -f -a "add" -d 'Add helpers to an existing workload'
complete -c podpat -n "__fish_podpat_needs_command" -f -a "remove" -d 'Remove helpers that `podpat add` put into a workload'
complete -c podpat -n "__fish_podpat_needs_command" -f -a "split" -d 'Split a workload with unrelated containers into several, with Services'
complete -c podpat -n "__fish_podpat_needs_command" -f -a "lint" -d 'Check manifests'
complete -c podpat -n "__fish_podpat_needs_command" -f -a "inspect" -d 'Show the containers of Pods: their roles, connections and patterns'
complete -c podpat -n "__fish_podpat_needs_command" -f -a "review" -d 'Answer an admission review as the webhook would'
complete -c podpat -n "__fish_podpat_needs_command" -f -a "webhook" -d 'Run an admission webhook that checks objects before a cluster stores them'
complete -c podpat -n "__fish_podpat_needs_command" -f -a "export" -d 'Print the manifests that run podpat in a cluster'
complete -c podpat -n "__fish_podpat_needs_command" -f -a "krm" -d 'Run as a function of kustomize or kpt'
complete -c podpat -n "__fish_podpat_needs_command" -f -a "lsp" -d 'Serve an editor: findings, fixes, help and completion while you write'
complete -c podpat -n "__fish_podpat_needs_command" -f -a "explain" -d 'Print the documentation of a rule'
complete -c podpat -n "__fish_podpat_needs_command" -f -a "rules" -d 'List the rules'
complete -c podpat -n "__fish_podpat_needs_command" -f -a "patterns" -d 'List, show, create, check and fetch catalogue containers'
complete -c podpat -n "__fish_podpat_needs_command" -f -a "schema" -d 'Print the JSON Schema of descriptions or of the configuration, for editors'
complete -c podpat -n "__fish_podpat_needs_command" -f -a "completions" -d 'Print the completion script for a shell'
complete -c podpat -n "__fish_podpat_needs_command" -f -a "version" -d 'Print the version and the supported Kubernetes releases'
complete -c podpat -n "__fish_podpat_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c podpat -n "__fish_podpat_using_subcommand generate" -s f -l filename -d 'Description files and folders, as with `kubectl -f`' -r -F
complete -c podpat -n "__fish_podpat_using_subcommand generate" -l name -d 'Name of the workload' -r
complete -c podpat -n "__fish_podpat_using_subcommand generate" -l main -d 'Image of the main container' -r
complete -c podpat -n "__fish_podpat_using_subcommand generate" -l port -d 'Port of the main container; may be given several times' -r
complete -c podpat -n "__fish_podpat_using_subcommand generate" -l kind -d 'Kind of workload: Pod, Deployment, StatefulSet, DaemonSet, Job, CronJob' -r
complete -c podpat -n "__fish_podpat_using_subcommand generate" -s n -l namespace -d 'Namespace of every object' -r
complete -c podpat -n "__fish_podpat_using_subcommand generate" -l sidecar -d 'Add a sidecar from the catalogue' -r
complete -c podpat -n "__fish_podpat_using_subcommand generate" -l ambassador -d 'Add an ambassador from the catalogue' -r
complete -c podpat -n "__fish_podpat_using_subcommand generate" -l adapter -d 'Add an adapter from the catalogue' -r
complete -c podpat -n "__fish_podpat_using_subcommand generate" -l init -d 'Add a container from the catalogue that runs before main' -r
complete -c podpat -n "__fish_podpat_using_subcommand generate" -l election -d 'Elect a leader among the Pods, with optional settings such as `serve=leader`' -r
complete -c podpat -n "__fish_podpat_using_subcommand generate" -l queue -d 'Process a work queue: `redis=new`, `redis=HOST:PORT`, `items=[a,b]`' -r
complete -c podpat -n "__fish_podpat_using_subcommand generate" -l scatter -d 'Send each request to several leaves: `leaves=8,leaf.image=IMAGE,leaf.ports=[8080]`' -r
complete -c podpat -n "__fish_podpat_using_subcommand generate" -l set -d 'Set any value of the description: `replicas=3`, `main.env.MODE=fast`, `sidecar[0].path=/srv/www`' -r
complete -c podpat -n "__fish_podpat_using_subcommand generate" -l helpers -d 'How helpers run: native sidecars, or plain containers' -r -f -a "native\t'Init containers that keep running (Kubernetes 1.29 and later)'
classic\t'Plain containers'"
complete -c podpat -n "__fish_podpat_using_subcommand generate" -l kubernetes-version -d 'Kubernetes release to generate for: 1.25 to 1.36' -r
complete -c podpat -n "__fish_podpat_using_subcommand generate" -s o -l output -d 'Output format' -r -f -a "yaml\t'YAML documents'
json\t'One JSON `List`'"
complete -c podpat -n "__fish_podpat_using_subcommand generate" -l out-dir -d 'Write each object to a file of its own in this folder' -r -F
complete -c podpat -n "__fish_podpat_using_subcommand generate" -l error-format -d 'Format of errors and notes on standard error' -r -f -a "human\t'For people: the source underlined'
json\t'One object, as `podpat lint -o json` has it'"
complete -c podpat -n "__fish_podpat_using_subcommand generate" -l patterns -d 'Folder with additional catalogue containers, which take precedence over all others' -r -F
complete -c podpat -n "__fish_podpat_using_subcommand generate" -l force -d 'Allow `--out-dir` to overwrite existing files'
complete -c podpat -n "__fish_podpat_using_subcommand generate" -l check -d 'Compare with the files in `--out-dir` instead of writing them: show the differences, and exit with 1 if there are any'
complete -c podpat -n "__fish_podpat_using_subcommand generate" -l diff -d 'The same as `--check`'
complete -c podpat -n "__fish_podpat_using_subcommand generate" -l prune -d 'Delete files in `--out-dir` that podpat wrote earlier, that are no longer generated, and that were not changed since'
complete -c podpat -n "__fish_podpat_using_subcommand generate" -l kustomization -d 'Write a `kustomization.yaml` that lists the files in `--out-dir`'
complete -c podpat -n "__fish_podpat_using_subcommand generate" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c podpat -n "__fish_podpat_using_subcommand add" -s f -l filename -d 'Manifests and folders, as with `kubectl -f`' -r -F
complete -c podpat -n "__fish_podpat_using_subcommand add" -l to -d 'Workload to change, if there are several: `deploy/shop`' -r
complete -c podpat -n "__fish_podpat_using_subcommand add" -s c -l container -d 'Main container, if podpat cannot tell' -r
complete -c podpat -n "__fish_podpat_using_subcommand add" -l sidecar -d 'Add a sidecar from the catalogue' -r
complete -c podpat -n "__fish_podpat_using_subcommand add" -l ambassador -d 'Add an ambassador from the catalogue' -r
complete -c podpat -n "__fish_podpat_using_subcommand add" -l adapter -d 'Add an adapter from the catalogue' -r
complete -c podpat -n "__fish_podpat_using_subcommand add" -l init -d 'Add a container from the catalogue that runs before main' -r
complete -c podpat -n "__fish_podpat_using_subcommand add" -l election -d 'Elect a leader among the Pods, with optional settings such as `serve=leader`' -r
complete -c podpat -n "__fish_podpat_using_subcommand add" -l with -d 'File with helpers, in the format of a description' -r -F
complete -c podpat -n "__fish_podpat_using_subcommand add" -s o -l output -d 'Print patches instead of manifests' -r -f -a "patch\t'Strategic merge patches'
kustomize\t'A kustomize component'"
complete -c podpat -n "__fish_podpat_using_subcommand add" -l out-dir -d 'Write each object and patch to a file of its own in this folder' -r -F
complete -c podpat -n "__fish_podpat_using_subcommand add" -l kubernetes-version -d 'Kubernetes release to add helpers for: 1.25 to 1.36' -r
complete -c podpat -n "__fish_podpat_using_subcommand add" -l patterns -d 'Folder with additional catalogue containers, which take precedence over all others' -r -F
complete -c podpat -n "__fish_podpat_using_subcommand add" -l in-place -d 'Write the result to the files'
complete -c podpat -n "__fish_podpat_using_subcommand add" -l diff -d 'Show what would change, and exit with 1 if anything does'
complete -c podpat -n "__fish_podpat_using_subcommand add" -l force -d 'Allow `--out-dir` to overwrite existing files'
complete -c podpat -n "__fish_podpat_using_subcommand add" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c podpat -n "__fish_podpat_using_subcommand remove" -s f -l filename -d 'Manifests and folders, as with `kubectl -f`' -r -F
complete -c podpat -n "__fish_podpat_using_subcommand remove" -l to -d 'Workload to change, if there are several: `deploy/shop`' -r
complete -c podpat -n "__fish_podpat_using_subcommand remove" -s c -l container -d 'Main container, if podpat cannot tell' -r
complete -c podpat -n "__fish_podpat_using_subcommand remove" -l kubernetes-version -d 'Kubernetes release to check the result against: 1.25 to 1.36' -r
complete -c podpat -n "__fish_podpat_using_subcommand remove" -l in-place -d 'Write the result to the files'
complete -c podpat -n "__fish_podpat_using_subcommand remove" -l diff -d 'Show what would change, and exit with 1 if anything does'
complete -c podpat -n "__fish_podpat_using_subcommand remove" -s h -l help -d 'Print help'
complete -c podpat -n "__fish_podpat_using_subcommand split" -s f -l filename -d 'Manifests and folders, as with `kubectl -f`' -r -F
complete -c podpat -n "__fish_podpat_using_subcommand split" -l to -d 'Workload to change, if there are several: `deploy/shop`' -r
complete -c podpat -n "__fish_podpat_using_subcommand split" -l name -d 'Name of the new workload and Service of a container' -r
complete -c podpat -n "__fish_podpat_using_subcommand split" -l storage -d 'Size of new claims for data: `10Gi`' -r
complete -c podpat -n "__fish_podpat_using_subcommand split" -l kubernetes-version -d 'Kubernetes release that the result is judged for: 1.25 to 1.36' -r
complete -c podpat -n "__fish_podpat_using_subcommand split" -s c -l container -d 'Container whose group keeps the name of the workload' -r
complete -c podpat -n "__fish_podpat_using_subcommand split" -l in-place -d 'Write the result to the files'
complete -c podpat -n "__fish_podpat_using_subcommand split" -l diff -d 'Show what would change, and exit with 1 if anything does'
complete -c podpat -n "__fish_podpat_using_subcommand split" -l separate-volumes -d 'Give each group its own `emptyDir` if several mount the same one'
complete -c podpat -n "__fish_podpat_using_subcommand split" -s h -l help -d 'Print help'
complete -c podpat -n "__fish_podpat_using_subcommand lint" -s f -l filename -d 'Files and folders, as with `kubectl -f`' -r -F
complete -c podpat -n "__fish_podpat_using_subcommand lint" -l context -d 'Kubeconfig context; the current one by default' -r
complete -c podpat -n "__fish_podpat_using_subcommand lint" -s n -l namespace -d 'Namespace; all by default' -r
complete -c podpat -n "__fish_podpat_using_subcommand lint" -l kubeconfig -d 'Kubeconfig; the one that kubectl uses by default' -r -F
complete -c podpat -n "__fish_podpat_using_subcommand lint" -l render -d 'Render kustomizations and charts given on the command line, with `kubectl kustomize` (or `kustomize build`) and `helm template`' -r -f -a "never\t''
auto\t''"
complete -c podpat -n "__fish_podpat_using_subcommand lint" -l values -d 'Values file for rendering charts' -r -F
complete -c podpat -n "__fish_podpat_using_subcommand lint" -l stdin-filename -d 'Treat standard input as this file in messages, and use its configuration' -r -F
complete -c podpat -n "__fish_podpat_using_subcommand lint" -l config -d 'Use this configuration instead of the `.podpat.yaml` above the input' -r -F
complete -c podpat -n "__fish_podpat_using_subcommand lint" -l patterns -d 'Folder with additional catalogue containers, which take precedence over all others' -r -F
complete -c podpat -n "__fish_podpat_using_subcommand lint" -l max-file-size -d 'Maximum size of a file, in bytes or with a unit such as `MiB`; files of any size are read by default' -r
complete -c podpat -n "__fish_podpat_using_subcommand lint" -l max-object-size -d 'Maximum size of an object' -r
complete -c podpat -n "__fish_podpat_using_subcommand lint" -l max-memory -d 'Maximum memory, estimated from the size of the input' -r
complete -c podpat -n "__fish_podpat_using_subcommand lint" -l select -d 'Run only these rules: rule ids, categories, or presets such as `default`, `all` or `pss-restricted`' -r
complete -c podpat -n "__fish_podpat_using_subcommand lint" -l extend-select -d 'Run these rules too' -r
complete -c podpat -n "__fish_podpat_using_subcommand lint" -l ignore -d 'Do not run these rules' -r
complete -c podpat -n "__fish_podpat_using_subcommand lint" -l baseline -d 'Do not report the findings that this file lists' -r -F
complete -c podpat -n "__fish_podpat_using_subcommand lint" -l write-baseline -d 'Write all findings to this file, for use with `--baseline`' -r -F
complete -c podpat -n "__fish_podpat_using_subcommand lint" -l since -d 'Report only findings on lines that changed since the current branch left this commit' -r
complete -c podpat -n "__fish_podpat_using_subcommand lint" -l fail-on -d 'Exit with 1 if there are findings of this severity or higher; `warning` by default' -r -f -a "error\t''
warning\t''
info\t''
never\t''"
complete -c podpat -n "__fish_podpat_using_subcommand lint" -l kubernetes-version -d 'Kubernetes release that the manifests are for: 1.25 to 1.36; the latest by default' -r
complete -c podpat -n "__fish_podpat_using_subcommand lint" -s o -l format -d 'Output format; it never changes the exit code' -r -f -a "human\t''
short\t''
json\t''
sarif\t''
github\t''
gitlab\t''
junit\t''
markdown\t''
html\t''"
complete -c podpat -n "__fish_podpat_using_subcommand lint" -l output-file -d 'Write the report to a file instead of standard output' -r -F
complete -c podpat -n "__fish_podpat_using_subcommand lint" -l max-report-size -d 'Maximum size of a report in Markdown: GitHub takes 64 KiB of a comment and 1 MiB of a job summary' -r
complete -c podpat -n "__fish_podpat_using_subcommand lint" -l color -l colour -d 'When to colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c podpat -n "__fish_podpat_using_subcommand lint" -l jobs -d 'Number of threads; one per processor by default' -r
complete -c podpat -n "__fish_podpat_using_subcommand lint" -l cluster -d 'Read the objects of a cluster from one `kubectl get`, which changes nothing'
complete -c podpat -n "__fish_podpat_using_subcommand lint" -s R -l recursive -d 'Folders are always searched recursively'
complete -c podpat -n "__fish_podpat_using_subcommand lint" -l if-any -d 'Succeed if there is nothing to check, and skip files that are not manifests; for hooks'
complete -c podpat -n "__fish_podpat_using_subcommand lint" -s v -l verbose -d 'Print every note, and how many paths were skipped'
complete -c podpat -n "__fish_podpat_using_subcommand lint" -s q -l quiet -d 'Do not print notes or progress; errors are still printed'
complete -c podpat -n "__fish_podpat_using_subcommand lint" -l no-config -d 'Do not use any configuration'
complete -c podpat -n "__fish_podpat_using_subcommand lint" -l prune-baseline -d 'Remove findings that no longer occur from the baseline'
complete -c podpat -n "__fish_podpat_using_subcommand lint" -l no-baseline -d 'Ignore the baseline that the configuration names'
complete -c podpat -n "__fish_podpat_using_subcommand lint" -l fix -d 'Apply safe fixes: those that do not change what runs, and those that are the only way to make the API server accept the object'
complete -c podpat -n "__fish_podpat_using_subcommand lint" -l unsafe-fixes -d 'With `--fix` or `--diff`, also apply fixes that may change how Pods run; review the result'
complete -c podpat -n "__fish_podpat_using_subcommand lint" -l diff -d 'Show what `--fix` would change, without changing anything'
complete -c podpat -n "__fish_podpat_using_subcommand lint" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c podpat -n "__fish_podpat_using_subcommand inspect" -s f -l filename -d 'Files and folders, as with `kubectl -f`' -r -F
complete -c podpat -n "__fish_podpat_using_subcommand inspect" -l context -d 'Kubeconfig context; the current one by default' -r
complete -c podpat -n "__fish_podpat_using_subcommand inspect" -s n -l namespace -d 'Namespace; all by default' -r
complete -c podpat -n "__fish_podpat_using_subcommand inspect" -l kubeconfig -d 'Kubeconfig; the one that kubectl uses by default' -r -F
complete -c podpat -n "__fish_podpat_using_subcommand inspect" -l render -d 'Render kustomizations and charts given on the command line, with `kubectl kustomize` (or `kustomize build`) and `helm template`' -r -f -a "never\t''
auto\t''"
complete -c podpat -n "__fish_podpat_using_subcommand inspect" -l values -d 'Values file for rendering charts' -r -F
complete -c podpat -n "__fish_podpat_using_subcommand inspect" -l stdin-filename -d 'Treat standard input as this file in messages, and use its configuration' -r -F
complete -c podpat -n "__fish_podpat_using_subcommand inspect" -l config -d 'Use this configuration instead of the `.podpat.yaml` above the input' -r -F
complete -c podpat -n "__fish_podpat_using_subcommand inspect" -l patterns -d 'Folder with additional catalogue containers, which take precedence over all others' -r -F
complete -c podpat -n "__fish_podpat_using_subcommand inspect" -l max-file-size -d 'Maximum size of a file, in bytes or with a unit such as `MiB`; files of any size are read by default' -r
complete -c podpat -n "__fish_podpat_using_subcommand inspect" -l max-object-size -d 'Maximum size of an object' -r
complete -c podpat -n "__fish_podpat_using_subcommand inspect" -l max-memory -d 'Maximum memory, estimated from the size of the input' -r
complete -c podpat -n "__fish_podpat_using_subcommand inspect" -s o -l output -d 'Output format' -r -f -a "text\t'A picture for the terminal'
json\t'For scripts'
mermaid\t'A Mermaid flowchart, for Markdown pages'
dot\t'A graph for Graphviz'
svg\t'A picture for documents and browsers'
html\t'A page with pictures, for browsers'"
complete -c podpat -n "__fish_podpat_using_subcommand inspect" -l cluster -d 'Read the objects of a cluster from one `kubectl get`, which changes nothing'
complete -c podpat -n "__fish_podpat_using_subcommand inspect" -s R -l recursive -d 'Folders are always searched recursively'
complete -c podpat -n "__fish_podpat_using_subcommand inspect" -l if-any -d 'Succeed if there is nothing to check, and skip files that are not manifests; for hooks'
complete -c podpat -n "__fish_podpat_using_subcommand inspect" -s v -l verbose -d 'Print every note, and how many paths were skipped'
complete -c podpat -n "__fish_podpat_using_subcommand inspect" -s q -l quiet -d 'Do not print notes or progress; errors are still printed'
complete -c podpat -n "__fish_podpat_using_subcommand inspect" -l no-config -d 'Do not use any configuration'
complete -c podpat -n "__fish_podpat_using_subcommand inspect" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c podpat -n "__fish_podpat_using_subcommand review" -l deny -d 'Refuse objects with findings of this severity or higher' -r -f -a "error\t''
warning\t''
never\t''"
complete -c podpat -n "__fish_podpat_using_subcommand review" -l config -d 'Use the rules of this configuration' -r -F
complete -c podpat -n "__fish_podpat_using_subcommand review" -s h -l help -d 'Print help'
complete -c podpat -n "__fish_podpat_using_subcommand webhook" -l tls-cert -d 'PEM file with the server\'s certificate chain; read again when it changes' -r -F
complete -c podpat -n "__fish_podpat_using_subcommand webhook" -l tls-key -d 'PEM file with the private key of the certificate' -r -F
complete -c podpat -n "__fish_podpat_using_subcommand webhook" -l listen -d 'Address to listen on' -r
complete -c podpat -n "__fish_podpat_using_subcommand webhook" -l config -d 'Use the rules of this configuration' -r -F
complete -c podpat -n "__fish_podpat_using_subcommand webhook" -l max-body -d 'Maximum size of a request' -r
complete -c podpat -n "__fish_podpat_using_subcommand webhook" -l threads -d 'Number of concurrent reviews; one per processor by default' -r
complete -c podpat -n "__fish_podpat_using_subcommand webhook" -s h -l help -d 'Print help'
complete -c podpat -n "__fish_podpat_using_subcommand export; and not __fish_seen_subcommand_from webhook vap help" -s h -l help -d 'Print help'
complete -c podpat -n "__fish_podpat_using_subcommand export; and not __fish_seen_subcommand_from webhook vap help" -f -a "webhook" -d 'Print an admission webhook that returns findings as warnings, and refuses errors in namespaces with a label'
complete -c podpat -n "__fish_podpat_using_subcommand export; and not __fish_seen_subcommand_from webhook vap help" -f -a "vap" -d 'Print admission policies, for clusters without webhooks, with the rules that the API server can evaluate itself'
complete -c podpat -n "__fish_podpat_using_subcommand export; and not __fish_seen_subcommand_from webhook vap help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c podpat -n "__fish_podpat_using_subcommand export; and __fish_seen_subcommand_from webhook" -l image -d 'Image that contains podpat' -r
complete -c podpat -n "__fish_podpat_using_subcommand export; and __fish_seen_subcommand_from webhook" -s n -l namespace -d 'Namespace to run in' -r
complete -c podpat -n "__fish_podpat_using_subcommand export; and __fish_seen_subcommand_from webhook" -l ca-bundle -d 'PEM file with the certificate authority of the server\'s certificate' -r -F
complete -c podpat -n "__fish_podpat_using_subcommand export; and __fish_seen_subcommand_from webhook" -l deny-label -d 'Label of the namespaces in which objects with errors are refused' -r
complete -c podpat -n "__fish_podpat_using_subcommand export; and __fish_seen_subcommand_from webhook" -l cert-manager -d 'Let cert-manager issue the certificate'
complete -c podpat -n "__fish_podpat_using_subcommand export; and __fish_seen_subcommand_from webhook" -s h -l help -d 'Print help'
complete -c podpat -n "__fish_podpat_using_subcommand export; and __fish_seen_subcommand_from vap" -l config -d 'Use the rules of this configuration' -r -F
complete -c podpat -n "__fish_podpat_using_subcommand export; and __fish_seen_subcommand_from vap" -l deny-label -d 'Label of the namespaces in which objects with errors are refused' -r
complete -c podpat -n "__fish_podpat_using_subcommand export; and __fish_seen_subcommand_from vap" -s h -l help -d 'Print help'
complete -c podpat -n "__fish_podpat_using_subcommand export; and __fish_seen_subcommand_from help" -f -a "webhook" -d 'Print an admission webhook that returns findings as warnings, and refuses errors in namespaces with a label'
complete -c podpat -n "__fish_podpat_using_subcommand export; and __fish_seen_subcommand_from help" -f -a "vap" -d 'Print admission policies, for clusters without webhooks, with the rules that the API server can evaluate itself'
complete -c podpat -n "__fish_podpat_using_subcommand export; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c podpat -n "__fish_podpat_using_subcommand krm" -l patterns -d 'Folder with additional catalogue containers, which take precedence over all others' -r -F
complete -c podpat -n "__fish_podpat_using_subcommand krm" -s h -l help -d 'Print help'
complete -c podpat -n "__fish_podpat_using_subcommand lsp" -l stdio -d 'Standard input and output are used in any case; editors say so'
complete -c podpat -n "__fish_podpat_using_subcommand lsp" -s h -l help -d 'Print help'
complete -c podpat -n "__fish_podpat_using_subcommand explain" -s h -l help -d 'Print help'
complete -c podpat -n "__fish_podpat_using_subcommand rules" -l preset -d 'List only the rules of a preset, with the names of the equivalent checks in other linters' -r -f -a "default\t''
all\t''
pss-baseline\t''
pss-restricted\t''
kube-linter\t''
kube-score\t''
polaris\t''
checkov\t''"
complete -c podpat -n "__fish_podpat_using_subcommand rules" -s o -l output -d 'Output format' -r -f -a "table\t'For people'
json\t'For scripts'"
complete -c podpat -n "__fish_podpat_using_subcommand rules" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c podpat -n "__fish_podpat_using_subcommand patterns; and not __fish_seen_subcommand_from show new check sync help" -s o -l output -d 'Output format' -r -f -a "text\t'For people'
json\t'For scripts'"
complete -c podpat -n "__fish_podpat_using_subcommand patterns; and not __fish_seen_subcommand_from show new check sync help" -l patterns -d 'Folder with additional catalogue containers, which take precedence over all others' -r -F
complete -c podpat -n "__fish_podpat_using_subcommand patterns; and not __fish_seen_subcommand_from show new check sync help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c podpat -n "__fish_podpat_using_subcommand patterns; and not __fish_seen_subcommand_from show new check sync help" -f -a "show" -d 'Print one container: when to use it, its parameters, and an example'
complete -c podpat -n "__fish_podpat_using_subcommand patterns; and not __fish_seen_subcommand_from show new check sync help" -f -a "new" -d 'Create a container of your own from a working skeleton'
complete -c podpat -n "__fish_podpat_using_subcommand patterns; and not __fish_seen_subcommand_from show new check sync help" -f -a "check" -d 'Test containers of your own in the way podpat tests those it ships'
complete -c podpat -n "__fish_podpat_using_subcommand patterns; and not __fish_seen_subcommand_from show new check sync help" -f -a "sync" -d 'Fetch containers from the Git repositories in `.podpat.yaml`, and lock their commits'
complete -c podpat -n "__fish_podpat_using_subcommand patterns; and not __fish_seen_subcommand_from show new check sync help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c podpat -n "__fish_podpat_using_subcommand patterns; and __fish_seen_subcommand_from show" -s o -l output -d 'Output format' -r -f -a "text\t'For people'
yaml\t'The catalogue file, as a start for your own'"
complete -c podpat -n "__fish_podpat_using_subcommand patterns; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c podpat -n "__fish_podpat_using_subcommand patterns; and __fish_seen_subcommand_from new" -l pattern -d 'Relation to the main container' -r -f -a "sidecar\t'Extends main: shares its files or its network'
ambassador\t'Represents the outside world to main, on localhost'
adapter\t'Presents main to the outside in a uniform format'
init\t'Runs to completion before main starts'"
complete -c podpat -n "__fish_podpat_using_subcommand patterns; and __fish_seen_subcommand_from new" -l out-dir -d 'Folder to write the file to' -r -F
complete -c podpat -n "__fish_podpat_using_subcommand patterns; and __fish_seen_subcommand_from new" -l force -d 'Overwrite an existing file'
complete -c podpat -n "__fish_podpat_using_subcommand patterns; and __fish_seen_subcommand_from new" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c podpat -n "__fish_podpat_using_subcommand patterns; and __fish_seen_subcommand_from check" -s o -l output -d 'Output format' -r -f -a "text\t'For people: the source underlined'
json\t'One object, as `podpat lint -o json` has it'"
complete -c podpat -n "__fish_podpat_using_subcommand patterns; and __fish_seen_subcommand_from check" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c podpat -n "__fish_podpat_using_subcommand patterns; and __fish_seen_subcommand_from sync" -l timeout -d 'Time limit for each repository, in seconds' -r
complete -c podpat -n "__fish_podpat_using_subcommand patterns; and __fish_seen_subcommand_from sync" -l update -d 'Fetch what the references point to now instead of the locked commits'
complete -c podpat -n "__fish_podpat_using_subcommand patterns; and __fish_seen_subcommand_from sync" -s h -l help -d 'Print help'
complete -c podpat -n "__fish_podpat_using_subcommand patterns; and __fish_seen_subcommand_from help" -f -a "show" -d 'Print one container: when to use it, its parameters, and an example'
complete -c podpat -n "__fish_podpat_using_subcommand patterns; and __fish_seen_subcommand_from help" -f -a "new" -d 'Create a container of your own from a working skeleton'
complete -c podpat -n "__fish_podpat_using_subcommand patterns; and __fish_seen_subcommand_from help" -f -a "check" -d 'Test containers of your own in the way podpat tests those it ships'
complete -c podpat -n "__fish_podpat_using_subcommand patterns; and __fish_seen_subcommand_from help" -f -a "sync" -d 'Fetch containers from the Git repositories in `.podpat.yaml`, and lock their commits'
complete -c podpat -n "__fish_podpat_using_subcommand patterns; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c podpat -n "__fish_podpat_using_subcommand schema" -l patterns -d 'Folder with additional catalogue containers, which take precedence over all others' -r -F
complete -c podpat -n "__fish_podpat_using_subcommand schema" -l config -d 'Print the schema of the configuration, `.podpat.yaml`'
complete -c podpat -n "__fish_podpat_using_subcommand schema" -s h -l help -d 'Print help'
complete -c podpat -n "__fish_podpat_using_subcommand completions" -s h -l help -d 'Print help'
complete -c podpat -n "__fish_podpat_using_subcommand version" -s o -l output -d 'Output format' -r -f -a "text\t'For people'
json\t'For scripts'"
complete -c podpat -n "__fish_podpat_using_subcommand version" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c podpat -n "__fish_podpat_using_subcommand help; and not __fish_seen_subcommand_from generate add remove split lint inspect review webhook export krm lsp explain rules patterns schema completions version help" -f -a "generate" -d 'Generate Kubernetes manifests from a short description'
complete -c podpat -n "__fish_podpat_using_subcommand help; and not __fish_seen_subcommand_from generate add remove split lint inspect review webhook export krm lsp explain rules patterns schema completions version help" -f -a "add" -d 'Add helpers to an existing workload'
complete -c podpat -n "__fish_podpat_using_subcommand help; and not __fish_seen_subcommand_from generate add remove split lint inspect review webhook export krm lsp explain rules patterns schema completions version help" -f -a "remove" -d 'Remove helpers that `podpat add` put into a workload'
complete -c podpat -n "__fish_podpat_using_subcommand help; and not __fish_seen_subcommand_from generate add remove split lint inspect review webhook export krm lsp explain rules patterns schema completions version help" -f -a "split" -d 'Split a workload with unrelated containers into several, with Services'
complete -c podpat -n "__fish_podpat_using_subcommand help; and not __fish_seen_subcommand_from generate add remove split lint inspect review webhook export krm lsp explain rules patterns schema completions version help" -f -a "lint" -d 'Check manifests'
complete -c podpat -n "__fish_podpat_using_subcommand help; and not __fish_seen_subcommand_from generate add remove split lint inspect review webhook export krm lsp explain rules patterns schema completions version help" -f -a "inspect" -d 'Show the containers of Pods: their roles, connections and patterns'
complete -c podpat -n "__fish_podpat_using_subcommand help; and not __fish_seen_subcommand_from generate add remove split lint inspect review webhook export krm lsp explain rules patterns schema completions version help" -f -a "review" -d 'Answer an admission review as the webhook would'
complete -c podpat -n "__fish_podpat_using_subcommand help; and not __fish_seen_subcommand_from generate add remove split lint inspect review webhook export krm lsp explain rules patterns schema completions version help" -f -a "webhook" -d 'Run an admission webhook that checks objects before a cluster stores them'
complete -c podpat -n "__fish_podpat_using_subcommand help; and not __fish_seen_subcommand_from generate add remove split lint inspect review webhook export krm lsp explain rules patterns schema completions version help" -f -a "export" -d 'Print the manifests that run podpat in a cluster'
complete -c podpat -n "__fish_podpat_using_subcommand help; and not __fish_seen_subcommand_from generate add remove split lint inspect review webhook export krm lsp explain rules patterns schema completions version help" -f -a "krm" -d 'Run as a function of kustomize or kpt'
complete -c podpat -n "__fish_podpat_using_subcommand help; and not __fish_seen_subcommand_from generate add remove split lint inspect review webhook export krm lsp explain rules patterns schema completions version help" -f -a "lsp" -d 'Serve an editor: findings, fixes, help and completion while you write'
complete -c podpat -n "__fish_podpat_using_subcommand help; and not __fish_seen_subcommand_from generate add remove split lint inspect review webhook export krm lsp explain rules patterns schema completions version help" -f -a "explain" -d 'Print the documentation of a rule'
complete -c podpat -n "__fish_podpat_using_subcommand help; and not __fish_seen_subcommand_from generate add remove split lint inspect review webhook export krm lsp explain rules patterns schema completions version help" -f -a "rules" -d 'List the rules'
complete -c podpat -n "__fish_podpat_using_subcommand help; and not __fish_seen_subcommand_from generate add remove split lint inspect review webhook export krm lsp explain rules patterns schema completions version help" -f -a "patterns" -d 'List, show, create, check and fetch catalogue containers'
complete -c podpat -n "__fish_podpat_using_subcommand help; and not __fish_seen_subcommand_from generate add remove split lint inspect review webhook export krm lsp explain rules patterns schema completions version help" -f -a "schema" -d 'Print the JSON Schema of descriptions or of the configuration, for editors'
complete -c podpat -n "__fish_podpat_using_subcommand help; and not __fish_seen_subcommand_from generate add remove split lint inspect review webhook export krm lsp explain rules patterns schema completions version help" -f -a "completions" -d 'Print the completion script for a shell'
complete -c podpat -n "__fish_podpat_using_subcommand help; and not __fish_seen_subcommand_from generate add remove split lint inspect review webhook export krm lsp explain rules patterns schema completions version help" -f -a "version" -d 'Print the version and the supported Kubernetes releases'
complete -c podpat -n "__fish_podpat_using_subcommand help; and not __fish_seen_subcommand_from generate add remove split lint inspect review webhook export krm lsp explain rules patterns schema completions version help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c podpat -n "__fish_podpat_using_subcommand help; and __fish_seen_subcommand_from export" -f -a "webhook" -d 'Print an admission webhook that returns findings as warnings, and refuses errors in namespaces with a label'
complete -c podpat -n "__fish_podpat_using_subcommand help; and __fish_seen_subcommand_from export" -f -a "vap" -d 'Print admission policies, for clusters without webhooks, with the rules that the API server can evaluate itself'
complete -c podpat -n "__fish_podpat_using_subcommand help; and __fish_seen_subcommand_from patterns" -f -a "show" -d 'Print one container: when to use it, its parameters, and an example'
complete -c podpat -n "__fish_podpat_using_subcommand help; and __fish_seen_subcommand_from patterns" -f -a "new" -d 'Create a container of your own from a working skeleton'
complete -c podpat -n "__fish_podpat_using_subcommand help; and __fish_seen_subcommand_from patterns" -f -a "check" -d 'Test containers of your own in the way podpat tests those it ships'
complete -c podpat -n "__fish_podpat_using_subcommand help; and __fish_seen_subcommand_from patterns" -f -a "sync" -d 'Fetch containers from the Git repositories in `.podpat.yaml`, and lock their commits'
