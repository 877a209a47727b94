//! The one table of clauses: what each is called, how strong it is, and which field of a container it reads.

/// The confidence of a claim about a role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::composition) enum Confidence {
    /// Only a name hints at it.
    Name,
    /// It follows from what the container does.
    Behaviour,
    /// It is known software, or stated outright.
    Certain,
}

macro_rules! clauses {
    ($($(#[doc = $doc:literal])+ $name:ident = $id:literal, $strength:literal, $field:literal;)+) => {
        /// One statement that evidence can make.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Clause {
            $($(#[doc = $doc])+ $name,)+
        }

        impl Clause {
            /// Every clause, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// The name of the clause, which is also that of its fixture.
            pub const fn id(self) -> &'static str {
                match self {
                    $(Self::$name => $id,)+
                }
            }

            /// Returns the meaning of the clause, as a sentence.
            pub const fn meaning(self) -> &'static str {
                match self {
                    $(Self::$name => concat!($($doc),+).trim_ascii(),)+
                }
            }

            /// The field of a container in which the evidence stands, unless it is known better; empty for the container.
            pub(in crate::composition) const fn field(self) -> &'static str {
                match self {
                    $(Self::$name => $field,)+
                }
            }

            /// Of two claims about a container's role the stronger one holds; points of main-container clauses add up.
            pub(in crate::composition) const fn strength(self) -> i32 {
                match self {
                    $(Self::$name => $strength,)+
                }
            }
        }
    };
}

clauses! {
    // What a container is; the strongest claim holds. From 70 on a claim is certain, from 40 on it rests on behaviour,
    // below on a name.

    /// The object is named after it, and such software may well be what a Pod exists for.
    ObjectOfHelper = "object-of-helper", 99, "name";
    /// Its image or program is made to help another container.
    HelperSoftware = "helper-software", 98, "image";
    /// Its name states a pattern.
    OutrightName = "outright-name", 95, "name";
    /// A work queue hands items to it.
    FedByQueue = "fed-by-queue", 94, "";
    /// It takes items from a broker for a neighbour.
    HandsOutWork = "hands-out-work", 93, "";
    /// It asks several Pods that share the data, and sends their answers to a neighbour.
    AsksLeaves = "asks-leaves", 93, "";
    /// It is an init container that keeps running.
    NativeSidecar = "native-sidecar", 92, "restartPolicy";
    /// It waits or prints, and is all the work that a Job has.
    JobWork = "job-work", 90, "command";
    /// It waits, prints or has nothing to run.
    Idle = "idle", 88, "command";
    /// A box of client programs waits for somebody to use it.
    WaitingToolbox = "waiting-toolbox", 86, "image";
    /// Its image's name states a pattern.
    OutrightImage = "outright-image", 80, "image";
    /// The whole object is named after a proxy.
    ObjectOfProxy = "object-of-proxy", 75, "name";
    /// Of two containers of one image or server, its name is the one of a helper.
    HelperTwin = "helper-twin", 66, "name";
    /// It passes requests on to a neighbour.
    PassesOn = "passes-on", 64, "";
    /// It is a configured proxy that a neighbour connects to.
    AskedProxy = "asked-proxy", 63, "";
    /// It serves what a neighbour returns over FastCGI.
    FrontsFastcgi = "fronts-fastcgi", 62, "image";
    /// It serves the files of a neighbour.
    ServesFiles = "serves-files", 61, "volumeMounts";
    /// Services reach a neighbour only through it.
    OnlyServed = "only-served", 60, "ports";
    /// It is a proxy, or given a configuration that nobody sees, beside an application.
    CouldFront = "could-front", 59, "image";
    /// It is named as a proxy, TLS or authentication front, and runs a server of general use beside an application.
    NamedFront = "named-front", 58, "name";
    /// It is a cache that holds nothing for long, asked only by a neighbour.
    PrivateCache = "private-cache", 57, "image";
    /// All of its options configure leader election.
    ElectionOptions = "election-options", 56, "command";
    /// It is known as a standalone service or application.
    ServerSoftware = "server-software", 55, "image";
    /// Its script writes what a neighbour reads.
    WritesForNeighbour = "writes-for-neighbour", 54, "command";
    /// Its script follows or reads what a neighbour writes.
    ReadsOfNeighbour = "reads-of-neighbour", 53, "command";
    /// Its script rewrites what a neighbour writes.
    RewritesForm = "rewrites-form", 52, "command";
    /// Its script sets parameters of the kernel.
    SetsKernel = "sets-kernel", 51, "command";
    /// Its script polls a neighbour.
    PollsNeighbour = "polls-neighbour", 50, "command";
    /// It looks at the network of the Pod: at its packets, sockets or routes.
    WatchesNetwork = "watches-network", 47, "command";
    /// Its script runs in the image of a neighbour.
    BorrowsImage = "borrows-image", 49, "image";
    /// Its script prepares something and then waits to be stopped.
    PreparesAndWaits = "prepares-and-waits", 48, "command";
    /// It connects to a helper that stands for something outside, elects or queues.
    UsesHelper = "uses-helper", 38, "";
    /// It is called an agent, and a neighbour that serves uses its API.
    AnswersApi = "answers-api", 37, "";
    /// Two containers of one image have names that hint at the same.
    SharedName = "shared-name", 36, "name";
    /// It runs a program that prepares something.
    TaskSoftware = "task-software", 34, "image";
    /// Its image's name hints at a helper.
    ImageName = "image-name", 30, "image";
    /// Its program's name hints at a helper.
    ProgramName = "program-name", 28, "command";
    /// Its own name hints at a helper.
    ContainerName = "container-name", 26, "name";
    /// Its name is that of software that helps others.
    NamedLikeHelper = "named-like-helper", 24, "name";
    /// Its script goes through what a neighbour writes line by line.
    RewritesLines = "rewrites-lines", 20, "command";
    /// A neighbour uses it as its database.
    AnswersForStore = "answers-for-store", 18, "";
    /// It extends a neighbour, by its name.
    ExtendsNeighbour = "extends-neighbour", 22, "name";
    /// It is named after a neighbour.
    NamedAfterNeighbour = "named-after-neighbour", 10, "name";

    // What a helper is beside that.

    /// A proxy that a neighbour connects to faces outwards.
    FacesOutside = "faces-outside", 2, "";
    /// The work of its script names its function.
    ScriptFunction = "script-function", 1, "command";
    /// A copy of a neighbour that nothing couples stands in for something.
    LoneCopy = "lone-copy", 1, "image";

    // Which container is the main one; points add up.

    /// The annotation `kubectl.kubernetes.io/default-container` names it.
    DefaultContainer = "default-container", 50, "name";
    /// The object has its name.
    ObjectName = "object-name", 20, "name";
    /// The object's name contains all words of its name.
    ObjectNameWords = "object-name-words", 12, "name";
    /// The object has the name of its image.
    ObjectImage = "object-image", 16, "image";
    /// Its name marks it as the main one.
    MainName = "main-name", 16, "name";
    /// Its name marks it as the application.
    AppName = "app-name", 8, "name";
    /// It is known as a standalone service or application.
    KnownService = "known-service", 8, "image";
    /// It declares ports.
    DeclaredPort = "declared-port", 5, "ports";
    /// It has probes.
    Probed = "probed", 3, "";
    /// Services send traffic to its ports.
    Served = "served", 3, "ports";
    /// Its image has its name.
    OwnImage = "own-image", 2, "image";
    /// It connects to a helper that stands for something outside, elects or queues.
    HasAmbassador = "has-ambassador", 16, "";
    /// It connects to a store of the Pod.
    UsesStore = "uses-store", 6, "";
    /// A helper connects to it.
    AskedByHelper = "asked-by-helper", 5, "";
    /// A known helper shares its files.
    FilesOfHelper = "files-of-helper", 5, "volumeMounts";
    /// It only reads what others write.
    ReadsOnly = "reads-only", -4, "volumeMounts";
    /// Known software or an outright name makes a helper of it.
    CertainHelper = "certain-helper", -20, "image";
    /// Its name or behaviour makes a helper of it.
    NamedHelper = "named-helper", -10, "name";
    /// It answers policy queries, which may come from outside.
    PolicyServer = "policy-server", 10, "image";
    /// Its function guards or maintains another container.
    Tends = "tends", -6, "image";
    /// Its function helps other containers.
    HelpsOthers = "helps-others", -4, "image";
    /// No container could be the main one by itself: others help this one, or read what it writes.
    ProvidedFor = "provided-for", 12, "volumeMounts";
    /// No container could be the main one by itself: this one does nothing, and nobody helps it.
    IdleAlone = "idle-alone", -16, "image";

    // What couples two containers.

    /// They mount a volume and see each other's files.
    SharedFiles = "shared-files", 0, "volumeMounts";
    /// They mount the same folder of the node.
    HostFolder = "host-folder", 0, "volumeMounts";
    /// One connects to the other.
    Address = "address", 0, "";
    /// One of the only two containers listens on nothing but the loopback interface, where only the other reaches it.
    LoopbackOnly = "loopback-only", 0, "command";
    /// They share one process namespace.
    Processes = "processes", 0, "";
    /// They are given the same configuration.
    SharedConfig = "shared-config", 0, "volumeMounts";
    /// The same helper serves both.
    SharedHelper = "shared-helper", 0, "";
    /// Both are node agents.
    NodeAgents = "node-agents", 0, "image";
    /// They run the same image in two modes.
    ImageModes = "image-modes", 0, "image";

    // What sets two containers apart, however they are coupled.

    /// Their names mark them as front end and back end.
    Ends = "ends", 0, "name";
    /// Both serve, and one is given the address of the other as that of an API or a back end.
    AsksApi = "asks-api", 0, "";
    /// They run the same image in two modes, and each does work of its own.
    WorkerModes = "worker-modes", 0, "command";
    /// Both run the same server.
    SameServer = "same-server", 0, "image";
    /// One stores the data of the other.
    AppAndStore = "app-and-store", 0, "image";
    /// Both store data.
    TwoStores = "two-stores", 0, "image";
    /// Both are known as standalone services, and Services send traffic to each.
    EachServed = "each-served", 0, "ports";
    /// Each connects to the other, and Services send traffic to both.
    Peers = "peers", 0, "";
    /// Their names and images mark them as applications.
    TwoApplications = "two-applications", 0, "name";
    /// One generates load for the other.
    LoadGenerator = "load-generator", 0, "image";
    /// Nothing couples them, and each is recognizable as a service.
    Strangers = "strangers", 0, "image";
}

impl Clause {
    /// Returns how sure a claim about a role is that this clause makes.
    pub(in crate::composition) const fn confidence(self) -> Confidence {
        match self.strength() {
            70.. => Confidence::Certain,
            40.. => Confidence::Behaviour,
            _ => Confidence::Name,
        }
    }
}
