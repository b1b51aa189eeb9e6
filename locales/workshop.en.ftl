### The sentences of the workshop, in English. Terms are those of DESIGN.md.

## Lessons
lessons-title = Eight lessons
lessons-opening = Each lesson watches what you really do: a step is done when your node, or the view beside the lesson, shows it. Start anywhere; progress is kept in this browser.
lesson-number = Lesson { $number } of { $count }:
lesson-complete = done
lesson-steps = { $done } of { $count } steps done
lesson-step = Step { $number } of { $count }: { $task }
forget-progress = Start all lessons over
lesson-fold = Fold
lesson-unfold = Unfold
lesson-close = Close
lesson-there = To where this lesson happens
lesson-previous = Lesson before
lesson-next = Next lesson
step-done = Done:
step-now = Now:
step-later = Later:

lesson-1-title = A hash
lesson-1-opening = A hash is a fingerprint of a text: 64 digits that anyone can compute again. The same text always gives the same hash, and no one knows a way back from hash to text other than trying.
lesson-1-type = Type your name and watch the hash change with every letter.
lesson-1-letter = Now change one single letter, or add one. About half of the 256 bits flip.
lesson-1-zero = Find a text whose hash starts with 0. There is no way but trying: one text in 16 has it.
lesson-1-ending = You have just done work. To find a hash that starts with four zeros, you would try about 65,536 texts. That is what miners do.

lesson-2-title = A block and its proof
lesson-2-opening = A block carries a number, its proof. It is a proof of work if the hash it leads to begins with enough zeros. Finding it is hard, checking it is one single hash.
lesson-2-try = Try three proofs by hand. Does one of them hold?
lesson-2-mine = Let the machine search: mine. It starts from 0 and takes the first proof that holds.
lesson-2-classic = With the rule classic, change the block’s data while the proof holds. It still holds: classic does not look at the data.
lesson-2-sealed = Choose sealed, mine, then change the data. Now the proof breaks with the first letter.
lesson-2-ending = Which text is hashed decides what a proof protects. Under classic it is only the proof before; under sealed it is all of the block.

lesson-3-title = A chain, tampered and mended
lesson-3-opening = Every block names the hash of the block before it. So whoever changes an old block changes its hash, and the next block no longer fits.
lesson-3-blocks = Have a chain of at least four blocks. Mine the missing ones at your node, then come back.
lesson-3-tamper = Change something in an old block of the copy: an amount, a name. See which link breaks.
lesson-3-mend = Restore the copy, so that every link holds again.
lesson-3-ending = Your node never believed the copy. Neither would any other: each checks every link and every proof by itself.

lesson-4-title = Mining and difficulty
lesson-4-opening = Difficulty says how many zero bits a proof’s hash must begin with. One bit more doubles the work. Nobody can tell when a search ends, only how long it takes on average.
lesson-4-mine = Mine a block. Compare the attempts it took with the average that is stated.
lesson-4-harder = Open a new room and set its difficulty to 20 bits or more, under “Rules of the room”. This lesson comes along.
lesson-4-wait = Mine a block there. Four bits more mean sixteen times the work.
lesson-4-ending = A fast machine finds more blocks, but luck decides each single one. The whole room could agree on any difficulty; what matters is that all use the same.

lesson-5-title = Transactions and the mempool
lesson-5-opening = A transaction is a wish until it stands in a block. Until then it waits in the mempool, together with all others.
lesson-5-transact = Submit a transaction: who pays, who is paid, how much. It waits in the mempool.
lesson-5-mine = Mine a block. The transaction is in it, and the mempool is empty. See also the reward: it comes from “0”, from nowhere.
lesson-5-two = Submit two transactions, then mine one block that holds both.
lesson-5-ending = Nobody has checked whether Alice has what she pays. This chain keeps an order of events that all agree on; signatures and balances are built on top of that.

lesson-6-title = Nodes and registering
lesson-6-opening = This tab is one node. It hears the others of its room, but it takes chains only from those that it has registered, as in the tutorial.
lesson-6-tab = Open this page in a second tab. Both nodes find each other.
lesson-6-unregister = Unregister the other node. You still see it, but you no longer listen to it.
lesson-6-register = Register it again.
lesson-6-behind = Stay in manual mode, and mine a block in the other tab. You see that its chain is longer; yours stays as it is.
lesson-6-ending = No node is above the others, and none pushes its chain on you. A network is who listens to whom.

lesson-7-title = Fork and resolve
lesson-7-opening = If two nodes mine at the same time, the chain forks: both are right, and they differ. The rule that settles it is simple: the longest valid chain wins.
lesson-7-fork = Mine here and in a second tab, in manual mode, without resolving. Now there are two chains.
lesson-7-longer = Let the other tab mine until its chain is longer than yours.
lesson-7-resolve = Resolve here. Your node takes the longer chain; your own blocks become orphaned, and their transactions return to the mempool.
lesson-7-ending = Nobody decided who was right. All followed the same rule, and so they agree. This is the tutorial’s walk-through, and the heart of every blockchain.

lesson-8-title = Rewriting history without work
lesson-8-opening = The tutorial’s rule has a flaw. Under classic, a proof depends only on the proof before, not on what the block says. So history can be rewritten for free.
lesson-8-blocks = In a room with the rule classic, have four blocks or more, with one of your transactions in a block that others follow.
lesson-8-classic = Change that transaction’s amount in the copy, then re-mine from there. It takes not a single attempt: every old proof still holds.
lesson-8-room = Open a new room, set its rule to sealed, and make a chain there with a transaction that blocks follow.
lesson-8-sealed = Change the amount, and re-mine from there again. Now every later block costs its full work.
lesson-8-ending = Under sealed, whoever rewrites must outrun the whole room, from the changed block to the tip. That is why old transactions are safe.

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
lab-loss = Loss
lab-percent = { $count } %
lab-nodes = Nodes
lab-rule = Proof rule
lab-rule-same-search = All at one tip search for the same proof, so more miners find it no sooner, and often all at once.
lab-rule-own-search = Each node searches for a proof of its own block, so luck decides who is first.
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
