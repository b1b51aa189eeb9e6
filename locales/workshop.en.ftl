### The sentences of the workshop, in English.

## Lab, network, forks
not-seen-yet = Looking at this tab’s node…

lab-meaning = Real nodes over a network you can spoil. They share one machine’s hash power: each tenth of a second goes to one of those who mine, by lot.
lab-deeds = What the whole lab does
lab-pause = Pause
lab-run = Run
lab-step = Step 0.1 s
lab-time = Lab time
lab-mine-all = All mine
lab-stop-all = Stop mining
lab-split = Split in two
lab-heal = Heal
lab-register-all = Register all
lab-reset = Begin anew
lab-settings = Settings
lab-speed = Speed
lab-times = { $times } ×
lab-delay = Delay
lab-milliseconds = { $count } ms
lab-loss = Messages lost
lab-percent = { $count } %
lab-nodes = Nodes
lab-rule = Proof rule
lab-rules-begin-anew = Another difficulty or proof rule begins the lab anew.
lab-length = Length
lab-mine = Mine
lab-mine-at = Mine at { $name }
lab-keep-at = Keep mining at { $name }
lab-resolve-at = Resolve at { $name }
lab-transact-at = Transact at { $name }
lab-mempool-of = Mempool of { $name }
lab-chain-of = Newest blocks of { $name }
lab-searching = { $tried } tried, about { $rate }
lab-idle = Does not mine.
lab-returned =
    Last reorg: { $orphaned ->
        [one] one block orphaned
       *[other] { $orphaned } blocks orphaned
    }, { $returned ->
        [0] no transaction
        [one] one transaction
       *[other] { $returned } transactions
    } returned to the mempool.
lab-hears = Registered
lab-registers = { $name } has registered { $other }
lab-contents =
    { $count ->
        [one] 1 transaction
       *[other] { $count } transactions
    }
lab-amount-positive = must be greater than 0
lab-said-nothing = No answer yet.
lab-said-stopped = Mining was stopped.
lab-said-mined = New block forged: block { $count }.
lab-said-submitted = Transaction will be added to block { $count }.
lab-said-registered =
    { $count ->
        [0] No node is registered.
        [one] One node is registered.
       *[other] { $count } nodes are registered.
    }
lab-said-replaced = Our chain was replaced by one of { $count } blocks.
lab-said-authoritative =
    Our chain is authoritative: { $asked ->
        [0] no node is registered
        [one] one node was asked
       *[other] { $asked } nodes were asked
    }{ $silent ->
        [0] {""}
        [one] , one did not answer
       *[other] , { $silent } did not answer
    }.
lab-said-refused = Refused: { $reason }.
lab-no-news = Nothing has happened yet. Let all mine, split the room in two, and heal it: what the longest chain does to the shorter one is told here.
lab-news-grew =
    { $name } took { $adopted ->
        [one] one block
       *[other] { $adopted } blocks
    } from { $from }.
lab-news-reorg =
    Reorg: { $name } took over { $from }’s longer chain. { $orphaned ->
        [one] One block
       *[other] { $orphaned } blocks
    } orphaned, { $adopted } adopted, { $returned ->
        [0] no transaction
        [one] one transaction
       *[other] { $returned } transactions
    } returned to the mempool.
lab-news-fault = { $name } finds fault with { $who }: { $what }.
lab-news-split = The room is split in two: each half hears only itself.
lab-news-healed = The room is whole again: all can hear all.
lab-tree = Forks
lab-name-1 = Ada
lab-name-2 = Bob
lab-name-3 = Cleo
lab-name-4 = Dan
lab-name-5 = Eve
lab-name-6 = Fay

network-meaning = The nodes of this room as this tab knows them. An arrow leads to the node that is listened to; a dot is a message that arrived. Whom the others have registered, only they know.
network-alone = Only this node is here. Open the page in a second tab: it becomes a node of its own.
network-under-way =
    { $count ->
        [0] No message is on its way.
        [one] One message is on its way.
       *[other] { $count } messages are on their way.
    }
network-heard =
    { $count ->
        [one] One message was heard.
       *[other] { $count } messages were heard.
    }
network-wires = Connections: press to cut or mend
network-cut = Cut the connection of { $one } and { $other }. { $heard }
network-mend = Mend the connection of { $one } and { $other }, which is cut. { $heard }
network-both-registered = Both have registered each other.
network-one-registered = { $one } has registered { $other }.
network-other-registered = { $other } has registered { $one }.
network-none-registered = Neither has registered the other.
network-unknown = ?

forks-meaning = Every branch this tab’s node has seen, genesis at the left. Where two blocks name the same block before them, the chain forks; the longest valid chain counts, the other blocks are orphaned.
forks-empty = Only genesis so far. Mine here and in a second tab, then resolve: the fork appears here.
forks-drawing = The tree of all branches
forks-legend = What the lines mean
forks-longest = longest chain
forks-branch = another branch
forks-orphaned = orphaned
forks-orphan-count =
    { $count ->
        [0] no block orphaned
        [one] 1 block orphaned
       *[other] { $count } blocks orphaned
    }
forks-summary =
    The longest chain seen has { $length ->
        [one] one block
       *[other] { $length } blocks
    }.
forks-summary-tied = { $count } branches have { $length } blocks each: each node keeps its own until one grows.
forks-unseen = { $name } stands at block { $length } of a branch this node has not fetched. Resolve to see it.
forks-everyone = all { $count }
forks-names-and-more = { $names } + { $count }
forks-as-list = As a list
forks-block =
    Block { $index }, { $hash }: { $standing }, { $count ->
        [one] one transaction
       *[other] { $count } transactions
    }.
forks-block-with-nodes =
    Block { $index }, { $hash }: { $standing }, { $count ->
        [one] one transaction
       *[other] { $count } transactions
    }. Here stands: { $names }.
