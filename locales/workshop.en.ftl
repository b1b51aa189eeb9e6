### The sentences of the workshop, in English. Terms are those of DESIGN.md.

## Fields of a block: what is wrong with what is typed
field-proof = Must be a whole number, 0 or more, up to 2^64 − 1.
field-index = Must be a whole number, 1 or more, up to 2^53.
field-number = Must be a number as JSON writes it, such as 5, 2.5 or 1e3.
field-number-range = Too large: an integer lies between −2^63 and 2^64 − 1, and a number with a point must be finite.
field-previous-hash = Must be 64 hex digits in lower case, or 1 or "1" in a genesis.
field-hash = Must be 64 hex digits in lower case.
field-difficulty = Must be a whole number of bits from 0 to { $max }.

## How sentences and parts of names are put together
two-sentences = { $one } { $other }
of-what = , { $of }

## Playground
play-title = Playground
play-intro = The two things a blockchain is made of, to try out: a hash, and a block with its proof. Nothing here touches your node.
play-hash-title = A hash
play-hash-intro = Type anything. SHA-256 turns every text into 256 bits, written as 64 hex digits. The same text always gives the same hash; change one letter, and about half of all bits change.
play-text = Text
play-bytes =
    { $count ->
        [one] { $shown } byte
       *[other] { $shown } bytes
    }
play-now = Hash
play-before = Hash of the previous text
play-changed-bits = { $changed } of 256 bits changed
play-nothing-before = Change the text to see how many of the 256 bits change.
play-bits-shown = The 256 bits: a full square is a bit that changed, a dot one that stayed the same.
play-block-title = A block and its proof
play-block-intro = A proof is a number that makes the hash of a text start with enough zero bits. The only way to find one is to try. Which text is hashed depends on the rule.
play-rule = Proof rule
play-rule-classic = Only the previous proof and this one are hashed, not the block’s contents.
play-rule-linked = The previous proof, this one and the previous block’s hash are hashed, not the block’s own contents.
play-rule-sealed = The whole block without its proof is hashed; that hash is called the payload.
play-difficulty = Difficulty in leading zero bits
play-block-before = The previous block
play-previous-proof = Its proof
play-previous-hash = Its hash
play-this-block = This block, number 2
play-sender = Sender
play-recipient = Recipient
play-amount = Amount
play-sender-example = alice
play-recipient-example = bob
play-proof = Proof
play-proof-up = +1
play-proof-up-name = +1: try the next proof
play-mine = Mine
play-cancel = Cancel
play-hashed = This text is hashed
play-part-last-proof = previous proof
play-part-payload = payload: hash of this block without its proof
play-part-proof = proof
play-part-last-hash = previous hash
play-work = Its hash
play-holds =
    The proof holds: the hash starts with { $bits ->
        [one] 1 zero bit
       *[other] { $bits } zero bits
    } (needed: { $asked }).
play-fails =
    No proof: the hash starts with { $bits ->
        [0] no zero bit
        [one] 1 zero bit
       *[other] { $bits } zero bits
    } (needed: { $asked }).
play-own-hash = Hash of the whole block, which the next block will refer to
play-mining = Searching: { $tried } attempts so far.
play-mined =
    Found { $proof } after { $count ->
        [one] one attempt
       *[other] { $tried } attempts
    }, in { $span }. The average is about { $expected }.
play-stopped = Stopped before a proof was found.
play-failed = The search could not be carried out: { $why }.
play-flaw = Look: you changed what the block says, and the proof still holds. The rule classic does not look at it. That is how history is rewritten without work.
play-flaw-linked = You changed what the block says, and the proof still holds. The rule linked does not look at it, but the hash of the whole block is another one now, and the next block’s proof depends on that.
play-no-flaw = You changed what the block says, and the proof broke: under sealed the work has to be done again.
play-luck =
    You changed what the block says. The rule sealed looks at all of it, so the hash is another one, { $bits ->
        [0] but with 0 bits asked every proof holds.
       *[other] and by luck it has enough zero bits, too. At this difficulty that happens to one change in { $expected }.
    }

## Tampering
tamper-title = Tamper
tamper-intro = This is a copy of your node’s chain. Change any field and see what breaks. Your node and all others keep theirs.
tamper-copying = Your node’s chain is being copied…
tamper-beyond = Here you can tamper with chains of the tutorial’s rules: open ledger, steady difficulty, proof classic, linked or sealed. This room’s rules ask for more than this view looks at. Open a new room to tamper.
tamper-no-copy = Your node’s chain could not be copied: { $why }.
tamper-verdict = What validation says
tamper-valid = A valid chain under { $rules }: every link and every proof holds.
tamper-restore = Restore everything
tamper-recopy = Copy again
tamper-node-elsewhere = Your node’s chain has changed since this copy was taken.
tamper-show-block = Show block { $index }
tamper-chain-title = The copy
tamper-append = Add block { $index } and mine it
tamper-miner = mallory
tamper-changed = changed
tamper-added = added
tamper-hash-was = its hash was
tamper-index = index
tamper-timestamp = timestamp
tamper-sender = sender
tamper-recipient = recipient
tamper-amount = amount
tamper-new-sender = mallory
tamper-new-recipient = mallory
tamper-transaction-of = transaction { $number } of block { $index }
tamper-add-transaction = Add a transaction
tamper-remove-transaction = Remove { $of }
tamper-restore-here = Restore
tamper-restore-block = Restore block { $index }
tamper-remine = Re-mine from here
tamper-remine-block = Re-mine from here: block { $index } and all later ones
tamper-genesis-holds = A genesis: given, not mined.
tamper-genesis-broken = Not a genesis: that has index 1, no transactions, proof 100 and previous_hash 1. It can’t be mined, only restored.
tamper-index-broken = The index must be { $index }, the block’s place in the chain.
tamper-link-holds = Linked: previous_hash is the hash of block { $before }.
tamper-link-broken = Not linked: the hash of block { $before } is
tamper-proof-holds =
    Proof holds: { $bits ->
        [one] 1 zero bit
       *[other] { $bits } zero bits
    }, needed: { $asked }.
tamper-proof-broken =
    Proof fails: { $bits ->
        [0] no zero bit
        [one] 1 zero bit
       *[other] { $bits } zero bits
    }, needed: { $asked }.
tamper-stands-on = Valid in itself, but it builds on block { $block }, which is not.
tamper-crack-begins-here = The crack begins here: the next block names the hash that this one had.
tamper-crack-from-here = The crack begins at this block.
tamper-crack-runs-here = The crack runs through this block.
tamper-small-chain = The copy as a small chain, newest block first
tamper-cell = Block { $index }: { $state }
tamper-skipped = Blocks { $first } to { $last } are left out.
tamper-sound = sound
tamper-misplaced = out of place
tamper-unlinked = link broken
tamper-unproved = proof broken
tamper-crack-begins = the crack begins here
tamper-cracked = cracked
tamper-cost-kept = Re-linked without work: the proof still holds. 0 attempts.
tamper-cost-searched = Re-mined: { $tried } attempts, { $span }.
tamper-cost-trying = Searching: { $tried } attempts so far.
tamper-cost-stopped = Stopped. The blocks after it are not mended.
tamper-cost-title = What mending costs
tamper-cost-meaning = Re-mining links a block and all later ones again, and searches for a new proof wherever the old one no longer holds. Under { $rules }, one proof takes about { $expected } attempts.
tamper-cost-blocks = Blocks
tamper-cost-of = { $done } of { $all }
tamper-cost-kept-count = Proof still held
tamper-cost-expected = Average
tamper-cost-time = Time
tamper-cost-running = Block { $index } is being mended…
tamper-cost-free = Done, and it cost no work: every proof still held. The hashes changed, the work did not have to be done again.
tamper-cost-done =
    Done. { $count ->
        [one] One proof had
       *[other] { $count } proofs had
    } to be found again: { $tried } attempts.
tamper-cost-owed = Still to pay
tamper-meter = Mended blocks
tamper-meter-whole = Nothing to mend: the copy is whole.
tamper-meter-owed =
    To mend: { $count ->
        [one] block { $index }
       *[other] { $count } blocks, from block { $index } on
    }. That takes about { $hashes } attempts.
tamper-meter-free =
    To mend: { $count ->
        [one] block { $index }
       *[other] { $count } blocks, from block { $index } on
    }. That takes no work: every proof still holds.
tamper-meter-running =
    { $count ->
        [one] Mending one block
       *[other] { $done } of { $count } blocks mended
    }. Paid: { $tried } attempts, { $span }. Still to pay: about { $hashes } attempts.
tamper-meter-running-free =
    { $count ->
        [one] Mending one block
       *[other] { $done } of { $count } blocks mended
    }. Paid: { $tried } attempts, { $span }. Nothing is left to pay.
tamper-meter-done =
    { $count ->
        [one] Mending one block
       *[other] Mending { $count } blocks
    } took { $tried } attempts, { $span }.
tamper-paying = { $done } of { $count } mended. { $tried } attempts, about { $hashes } to go.
tamper-meter-grown =
    {" "}Meanwhile the longest other chain has grown by { $count ->
        [one] one block
       *[other] { $count } blocks
    }.
tamper-cost-failed = The search could not be carried out: { $why }.

tamper-all-nobody = No other node is here to judge it.
tamper-all-take =
    { $count ->
        [one] The other node would take this copy.
       *[other] { $some } of { $count } other nodes would take this copy.
    }
tamper-all-refuse =
    { $count ->
        [one] The other node would refuse this copy.
       *[other] { $some } of { $count } other nodes would refuse this copy.
    }
tamper-all-keep =
    { $count ->
        [one] The other node would keep its own chain: this one is not longer.
       *[other] The other nodes would keep their own chains: this one is not longer.
    }
tamper-all-unknown = No other node has said how long its own chain is.
tamper-peers-title = What peers would say
tamper-peers-meaning = Worked out here by the rules that every node follows; nothing is sent. A peer takes a chain only if it is valid and longer than its own.
tamper-no-peers = No other node is known here. Open the page in a second tab, and see what it would say.
opinion-other-rules = Refuses: it uses other rules, { $rules }.
opinion-refuses = Refuses: { $fault }
opinion-would-not-look = Refuses: { $fault } As its own chain has { $own } blocks, it would not even ask for this one.
opinion-keeps-own = Keeps its own: this chain is valid, but with { $offered } blocks it is not longer than its { $own }.
opinion-takes = Would take it: valid, and with { $offered } blocks longer than its own { $own }.
opinion-unknown = Valid, but it has not said how long its own chain is.
opinion-cut = The connection to it is cut: it can’t hear of your chain.
opinion-not-registered = Your node does not listen to it. It does not say whether it listens to yours.

## Taking a chain along
take-title = Export and import
export-title = Export
export-meaning = The chain as exact JSON, to the last digit: the text that the hashes are computed from.
export-save = Save my chain
export-copy = Copy my chain
export-tampered = Save this copy
export-tampered-copy = Copy this copy
export-by-hand = This page can’t use the clipboard. Go to the text below: all of it gets selected, so that you can copy it.
export-saved = Saved as { $name }, { $bytes } bytes.
export-copied = Copied, { $bytes } bytes.
export-too-long = Too long to be copied by hand: save it as a file.
export-failed = That could not be done: { $why }.
import-title = Import
import-meaning = A chain from a file or pasted text is checked first, by the room’s rules: { $rules }. Nothing is replaced before you confirm it.
import-text = Paste a chain
import-file = Or choose a file
import-check = Check it
import-tampered = Check this copy to make it mine
import-nothing = There is nothing to check: paste a chain or choose a file.
import-too-large = The file is larger than a node accepts: 256 MiB.
import-judging = { $blocks } blocks checked…
import-unreadable = Not a chain: { $why }. Nothing was changed.
import-no-text = { $name } is not UTF-8 text. Nothing was changed.
import-invalid = Refused. { $fault } Nothing was changed.
import-valid = Valid.
import-longer = It has { $offered } blocks and is longer than yours with { $own }.
import-shorter = It has { $offered } blocks and is shorter than yours with { $own }. No node would take it on its own; you may.
import-equal = It has { $offered } blocks, as many as yours. No node would take it on its own; you may.
import-change =
    Blocks in common, from genesis on: { $common }. { $count ->
        [0] None of yours would leave the chain
        [one] One block of yours would leave the chain
       *[other] { $gone } blocks of yours would leave the chain
    }, { $come } would come. Transactions that the new chain lacks return to your mempool.
import-live = Your node is live and knows a chain of { $length } blocks: if that one is valid, your node will go back to it.
import-confirm = Make it my chain
import-dismiss = Keep my chain
import-same = This is your chain already, all { $length } blocks.
import-adopted = Done: your node’s chain has { $length } blocks now.
import-refused = Your node did not take it: { $why }. Nothing was changed.


## Lessons
lessons-title = Eight lessons
lessons-opening = Each lesson watches what you really do: a step is done when your node, or the view beside the lesson, shows it. Start anywhere; progress is kept in this browser.
lesson-number = Lesson { $number } of { $count }:
lesson-complete = done
lesson-steps = { $done } of { $count } steps done
lesson-step = Step { $number } of { $count }: { $task }
lesson-first = First: { $task }
lesson-now = Step { $number } of { $count }
lesson-show = Show me
lesson-guess = Guess first:
forget-progress = Start all lessons over
lesson-fold = Show less
lesson-unfold = Show more
lesson-close = Close
second-node = Second node
second-node-add = Add a node here
second-node-remove = Remove
lesson-there = Go to this lesson’s view
lesson-home = Go back to room { $room }
lesson-previous = Previous lesson
lesson-next = Next lesson
step-done = Done:
step-now = Now:
step-later = Later:

lesson-1-title = A hash
lesson-1-opening = A hash is the fingerprint of a text: 64 hex digits of four bits each, which anyone can compute again. The same text always gives the same hash, and nobody knows a way back from a hash to its text but trying.
lesson-1-type = Type your name, and watch the hash change with every letter.
lesson-1-type-brief = Type your name
lesson-1-type-seen = A hash has 64 hex digits, however long the text, and is the same on every computer.
lesson-1-letter = Now change a single letter, or add one.
lesson-1-letter-brief = Change a single letter
lesson-1-letter-seen = { $figure } of the 256 bits flipped. Nobody could have told which.
lesson-1-guess = One letter changes. How many of the hash’s 256 bits flip?
lesson-1-guess-one = 1
lesson-1-guess-few = about 16
lesson-1-guess-half = about 128
lesson-1-guess-all = all 256
lesson-1-compared = You said “{ $said }”; { $figure } of 256 flipped. Nobody could have told which.
lesson-1-zero = Find a text whose hash starts with 0. All you can do is try: about one text in 16 has such a hash.
lesson-1-zero-brief = Find a hash that starts with 0
lesson-1-zero-seen = Found, by nothing but trying.
lesson-1-ending = You have just done work. For a hash that starts with four zeros, you would try about 65,536 texts. That is what miners do.

lesson-2-title = A block and its proof
lesson-2-opening = A block carries a number, its proof. The proof holds if the hash it leads to starts with enough zero bits. Finding such a number takes many tries, checking it takes a single hash.
lesson-2-try = Try three proofs by hand. Does one of them hold?
lesson-2-try-brief = Try three proofs by hand
lesson-2-try-seen = Three numbers, three hashes. Nothing but trying tells which number is a proof.
lesson-2-mine = Let the machine search: click Mine. It starts at 0 and takes the first proof that holds.
lesson-2-mine-brief = Click Mine
lesson-2-mine-seen = Found. To check it takes a single hash, however long the search was.
lesson-2-classic = Choose the rule classic. While the proof holds, change the block’s contents.
lesson-2-classic-brief = classic: change the contents
lesson-2-classic-seen = The proof still holds: classic does not look at the contents.
lesson-2-guess = Does a proof hold under classic when the contents change?
lesson-2-guess-holds = It holds
lesson-2-guess-breaks = It breaks
lesson-2-compared = You said “{ $said }”. It holds: classic does not look at the contents.
lesson-2-sealed = Choose sealed and a difficulty of 12 bits, mine, then change the contents.
lesson-2-sealed-brief = sealed: mine, then change
lesson-2-sealed-seen = One letter was enough to break the proof.
lesson-2-bits = Ask for 12 bits or more. With fewer, a changed block too often keeps its proof by luck.
lesson-2-bits-brief = Ask for 12 bits or more
lesson-2-ending = Which text is hashed decides what a proof depends on: under classic only on the proof before, under sealed on everything in the block.

lesson-3-title = A chain, tampered and mended
lesson-3-opening = Every block names the hash of the block before it. Whoever changes an old block changes its hash, and the next block no longer fits.
lesson-3-blocks = Have a chain of at least four blocks: mine them at your node, or add them to the copy.
lesson-3-blocks-brief = Have four blocks
lesson-3-blocks-seen = Four blocks, each with the hash of the one before.
lesson-3-tamper = Change something in an old block of the copy: an amount, a name.
lesson-3-tamper-brief = Change an old block
lesson-3-tamper-seen = The block has another hash now, so the next block no longer fits.
lesson-3-mend = Restore the copy.
lesson-3-mend-brief = Restore the copy
lesson-3-mend-seen = The old text has the old hash, so every link holds again.
lesson-3-ending = Your node did not believe the broken copy, and no other would: each checks every link and every proof itself. What it costs to mend a forgery so that it passes depends on the rule; lesson 8 shows it.

lesson-4-title = Mining and difficulty
lesson-4-opening = Difficulty says with how many zero bits a proof’s hash must start. One bit more doubles the work. Under sealed each node searches for a proof of its own block, so luck decides how long a search takes; only the average is known.
lesson-4-sealed = Open a new room and, under “Rules of the room”, set sealed with 16 bits. This lesson comes along.
lesson-4-sealed-brief = New room: sealed, 16 bits
lesson-4-sealed-seen = Every node searches for a proof of its own block here, and luck decides who finds one first.
lesson-4-several = Mine twenty blocks: “Keep mining” does it by itself. See how much one search differs from the next.
lesson-4-several-brief = Mine twenty blocks
lesson-4-several-seen = A block took { $figure } tries on average; 65,536 are expected.
lesson-4-harder = Open another new room, set sealed with 20 bits, and mine twenty blocks there.
lesson-4-harder-brief = New room: 20 bits, 20 blocks
lesson-4-harder-seen = A block took { $figure } tries on average. Four bits more make sixteen times the work.
lesson-4-guess = 16 bits take 65,536 tries on average. How many do 20 bits take?
lesson-4-guess-added = about 82,000
lesson-4-guess-times = about 260,000
lesson-4-guess-doubled = about 1,050,000
lesson-4-compared = You said “{ $said }”; here a block took { $figure } on average. Each bit doubles the work, so four bits make sixteen times as much.
lesson-4-ending = A faster machine finds more blocks, but luck decides each single one; the average holds over many. A room may choose any difficulty, as long as all use the same.
lesson-average =
    { $count ->
        [one] One block was mined here. It took { $average } attempts; { $expected } are expected.
       *[other] { $blocks } blocks were mined here. They took { $average } attempts each on average; { $expected } are expected.
    }

lesson-5-title = Transactions and the mempool
lesson-5-opening = A transaction is a wish until it stands in a block. Until then it waits in the mempool with all others.
lesson-5-transact = Submit a transaction: who pays, who is paid, how much.
lesson-5-transact-brief = Submit a transaction
lesson-5-transact-seen = Until a block takes it, it waits in the mempool.
lesson-5-mine = Mine a block, and look at what is in it.
lesson-5-mine-brief = Mine a block
lesson-5-mine-seen = The transaction is in the block. So is the reward: it comes from “0”, from nowhere.
lesson-5-two = Submit two transactions, then mine one block that holds both.
lesson-5-two-brief = Two transactions, one block
lesson-5-two-seen = One block holds both.
lesson-5-ending = Nobody has checked whether Alice has what she pays. Here a block is valid whatever it pays out; all that nodes agree on is an order of events. In Bitcoin signatures and balances are part of what makes a block valid.

lesson-6-title = Nodes and registering
lesson-6-opening = This tab is a node. It hears the others in its room, but it takes chains only from those it has registered, as in the tutorial.
lesson-6-tab = Open this page in a second tab, or add a node here: a small one of your own, beside this lesson.
lesson-6-tab-brief = Get a second node
lesson-6-tab-seen = The two nodes have found each other.
lesson-6-unregister = Unregister the other node.
lesson-6-unregister-brief = Unregister the other node
lesson-6-unregister-seen = You still see it, but you no longer listen to it.
lesson-6-register = Register it again.
lesson-6-register-brief = Register it again
lesson-6-register-seen = You listen to it again.
lesson-6-grow = Stay in manual mode, and mine a block at the other node.
lesson-6-grow-brief = Mine at the other node
lesson-6-grow-seen = Its chain grew; yours stays as it is.
lesson-6-ending = No node is above the others, and none can push its chain on you. A network is who listens to whom.

lesson-7-title = Fork and resolve
lesson-7-opening = When two nodes mine at the same time, the chain forks: both chains are valid, and they differ. A simple rule settles it: the longest valid chain wins.
lesson-7-fork = In manual mode, mine a block here and one at the other node, without resolving.
lesson-7-fork-brief = Mine here and at the other node
lesson-7-fork-seen = Now there are two chains, and both are valid.
lesson-7-longer = Let the other node mine on, until its chain is longer than yours.
lesson-7-longer-brief = Mine on at the other node
lesson-7-longer-seen = The other chain is longer than yours now.
lesson-7-resolve = Resolve here.
lesson-7-resolve-brief = Resolve here
lesson-7-resolve-seen = Your node took the longer chain. Your own blocks are orphaned, and their transactions returned to the mempool.
lesson-7-guess = When you resolve, whose chain will stay?
lesson-7-guess-mine = Mine
lesson-7-guess-other = The other one
lesson-7-guess-both = Both
lesson-7-compared = You said “{ $said }”. The other one stayed, as it is longer. Your own blocks are orphaned, and their transactions returned to the mempool.
lesson-7-ending = Nobody decided who was right. All followed the same rule, and so they agree. This is the tutorial’s walk-through, and the heart of every chain with proof of work. In Bitcoin, whose difficulty changes, the chain with the most work wins, not the longest.
lesson-manual = Switch your node to Manual, in the settings behind its name.
lesson-manual-brief = Switch to Manual
lesson-register = Register the other node, under “Nodes”.
lesson-register-brief = Register the other node

lesson-8-title = Rewriting history without work
lesson-8-opening = The tutorial’s rule has a flaw. Under classic a proof depends only on the proof before, not on what the block says. So history can be rewritten for free.
lesson-8-blocks = In a room with the rule classic, have four blocks or more, one of them with a transaction of yours and with blocks after it.
lesson-8-blocks-brief = A payment, with blocks after it
lesson-8-blocks-seen = Your transaction is in a block, and other blocks stand on it.
lesson-8-room-classic = Open a new room. Its rule is classic until someone sets another.
lesson-8-room-classic-brief = Open a new room
lesson-8-classic = Change that transaction’s amount in the copy, then re-mine from there.
lesson-8-classic-brief = Change it, then re-mine
lesson-8-classic-seen = It took not a single try: every old proof still holds.
lesson-8-guess = How many tries will it take to re-mine?
lesson-8-guess-none = None
lesson-8-guess-one = Those of one block
lesson-8-guess-each = Those of every block from there on
lesson-8-compared = You said “{ $said }”. It took none: under classic every old proof still holds.
lesson-8-room = Open a new room, set its rule to sealed, and make a chain there that holds a transaction, with blocks after it.
lesson-8-room-brief = New room: sealed, a payment
lesson-8-room-seen = The same chain once more, but here each proof is for one block’s contents.
lesson-8-bits = Take a room with 12 bits or more. With fewer, proofs cost next to nothing.
lesson-8-bits-brief = A room with 12 bits or more
lesson-8-sealed = Change the amount, and re-mine from there again.
lesson-8-sealed-brief = Change it, then re-mine
lesson-8-sealed-seen = It took { $figure } tries: the changed block and every later one cost their full work.
lesson-8-ending = Under sealed, whoever rewrites history must do all the work again from the changed block on, and outrun the whole room. So old transactions are safe while nobody has half of the hash power. Under classic the forger needs one block more than the others, and nothing else.

### The sentences of the workshop, in English.

## Lab, network, forks
not-seen-yet = Looking at this tab’s node…

lab-meaning = Real nodes on a network that you can disturb. They share one machine’s hash power: all that mine at the same time have equal parts of it.
lab-deeds = Controls for the whole lab
lab-pause = Pause
lab-run = Run
lab-step = Step 0.1 s
lab-time = Lab time
lab-mine-all = Start mining
lab-stop-all = Stop mining
lab-split = Split in two
lab-heal = Heal
lab-register-all = Register all
lab-reset = Reset
lab-settings = Settings
lab-speed = Speed
lab-times = { $times } ×
lab-delay = Delay
lab-milliseconds = { $count } ms
lab-loss = Loss
lab-percent = { $count } %
lab-cuts = Cuts
lab-cut-of = { $count } of { $all }
lab-nodes = Nodes
lab-rule = Proof rule
lab-rule-same-search = Nodes at the same tip search for the same proof, so more miners do not find it sooner, and often all find it at once.
lab-rule-own-search = Each node searches for a proof of its own block, so luck decides who is first.
lab-rules-begin-anew = Changing the difficulty or the proof rule resets the lab.
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
lab-no-news = Nothing has happened yet. Start mining, split the room in two, and heal it: you will see here what the longest chain does to the shorter one.
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
lab-theatre-given-up = its own until now
lab-news-fault = { $name } reports a fault of { $who }: { $what }.
lab-news-split = The room is split in two: each half hears only itself.
lab-news-healed = The room is whole again: all nodes can hear one another.
lab-tree = Forks
lab-name-1 = Ada
lab-name-2 = Bob
lab-name-3 = Cleo
lab-name-4 = Dan
lab-name-5 = Eve
lab-name-6 = Fay

## Scenes of the lab
scenes = Scenes
scene-free = Free lab
scene-astray = The address names a scene that does not exist. Choose one above.
scene-controls = Controls for the scene
scene-play = Play
scene-restart = From the start
scene-place = Place in the scene
scene-at = { $at } of { $all } s
scene-mines = mines
scene-two-at-once = Two at once
scene-two-1 = Four nodes have the same chain. Here a message takes about one and a half seconds from node to node.
scene-two-2 = { $ada } and { $dan } both search for block 4.
scene-two-3 = Both find one, each before hearing of the other’s. Now there are two blocks 4: a fork.
scene-two-4 = { $bob } heard of { $ada }’s block first, { $cleo } of { $dan }’s. Both chains are valid and of the same length, so each keeps what came first.
scene-two-5 = The next block decides. { $bob } searches for it, on top of { $ada }’s block.
scene-two-6 = With { $bob }’s block one chain is longer, and all take it over. { $dan }’s block is orphaned, and its reward is gone.
scene-split-and-heal = Split and heal
scene-split-1 = Four nodes have the same chain, of three blocks.
scene-split-2 = The connections between { $ada } and { $bob } and the other two are cut. Each half hears only itself.
scene-split-3 = { $cleo } pays { $ada } 5. Only { $cleo } and { $dan } hear of it: the payment is in their mempools.
scene-split-4 = Both halves mine on, and neither knows of the other’s blocks.
scene-split-5 = Two histories: { $longest } blocks here, { $shortest } there. Both are valid, and the payment is only in the shorter one.
scene-split-6 = The connections are mended: each half hears of the other’s chain.
scene-split-7 = The longest chain wins: { $cleo } and { $dan } take it over. The blocks of their half are orphaned.
scene-split-8 = The payment was only in those blocks. It is not lost: it is back in the mempools, and { $bob } mines the next block.
scene-split-9 = The payment is in that block. All four have one history again.
scene-slow-network = A slow network
scene-slow-1 = All four mine. Here a message takes a twentieth of a second from node to node.
scene-slow-2 = Whoever finds a block, the others have it at once, and search for the one after it.
scene-slow-3 =
    { $beside ->
        [one] { $mined } blocks were mined, and one of them is not on the longest chain.
       *[other] { $mined } blocks were mined, and { $beside } of them are not on the longest chain.
    }
scene-slow-4 = The same again, but now a message takes one and a half seconds.
scene-slow-5 = Until they hear of a new block, the others go on searching for the same one. Often one of them finds it, too: a fork.
scene-slow-6 = { $mined } blocks were mined, and { $beside } of them are not on the longest chain. On the fast network it was { $beside-before } of { $mined-before }: the slower the network, the more work is lost.
scene-rewriting = Rewriting without work
scene-rewriting-1 = Four nodes have the same chain. { $bob } mined block 2, so its reward is { $bob }’s.
scene-rewriting-2 = { $dan } writes “{ $dan }” there instead, and tells the others of a chain with that block 2. It has one block more, as only longer chains are looked at. No work was done for it.
scene-rewriting-3 = All three check it, and refuse it: the proof of block 2 was found for what the block said before. It does not fit what it says now.
scene-rewriting-4 = So { $dan } does the work: block 2 is mined again, and then each block after it. Meanwhile the others mine on, and they are three.
scene-rewriting-5 = { $dan }’s chain is valid now. But it has { $shortest } blocks, the others’ has { $longest }: nobody takes over a shorter chain.
scene-rewriting-6 = { $dan } gives up and takes over the longest chain. To rewrite it one needs more hash power than all others together.

network-meaning = The nodes of this room, as they describe it themselves. An arrow points to a node that is listened to; a dot is a message that arrived. Cutting or mending a connection works at both ends, and a split is a split for everyone.
network-alone = No other node is heard here. Open the page in a second tab: it becomes a node of its own.
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
network-cut = press to cut the connection. { $heard }
network-mend = cut; press to mend the connection. { $heard }
network-both-registered = Both have registered each other.
network-one-registered = { $one } has registered { $other }.
network-other-registered = { $other } has registered { $one }.
network-none-registered = Neither has registered the other.
network-unknown = ?
network-first-half = First half
network-second-half = Second half
network-split = Split the room in two
network-mend-all = Mend all connections
network-whole = The room is whole. Choose who is in the second half; nothing passes between the halves until someone heals the room. Newcomers are in the first half.
network-halves = The room is split. First half: { $first }. Second half: { $second }.
network-many-meaning = The nodes of this room, as they describe it themselves. In a room of many, everyone hears everyone, as a rule: a line is drawn only where that is not so. Click a node, or search for it, to see its own connections.
network-drawing = The nodes of this room
network-node =
    { $name }: { $count ->
        [one] one block
       *[other] { $count } blocks
    }
network-all-hear-all = Everyone hears everyone, as far as they say.
network-but = Everyone hears everyone, as far as they say, but for this:
network-many-cut =
    { $count ->
        [one] One connection is cut.
       *[other] { $count } connections are cut.
    }
network-many-one-way =
    { $count ->
        [one] In one pair only one has registered the other.
       *[other] In { $count } pairs only one has registered the other.
    }
network-many-missing =
    { $count ->
        [one] In one pair neither has registered the other.
       *[other] In { $count } pairs neither has registered the other.
    }
network-deaf = Few of the others or none are registered by { $names }.
network-not-drawn = { $count } more of these are not drawn.
network-silent =
    { $count ->
        [one] One node does not say whom it hears.
       *[other] { $count } nodes do not say whom they hear.
    }
network-search = Find a node, or a connection by two names
network-search-example = a name, or two
network-search-meaning = Name a node to see its connections and to cut or mend them.
network-connections-of =
    { $name } has { $count ->
        [one] one connection
       *[other] { $count } connections
    }.
network-deviating =
    { $count ->
        [one] One connection is not as the others are.
       *[other] { $count } connections are not as the others are.
    }
network-found =
    { $count ->
        [0] No connection has these names.
        [one] One connection has these names.
       *[other] { $count } connections have these names.
    }
network-more = { $count } more: add another name to the search.

forks-meaning = Every branch this tab’s node has seen, genesis at the left. Where two blocks name the same block before them, the chain forks; the longest valid chain counts, the other blocks are orphaned.
forks-empty = Only genesis so far. Mine here and in a second tab, then fetch its branch: the fork appears here.
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
forks-fetch = Fetch all branches of the room
forks-fetch-meaning = What comes is checked and drawn; this node keeps its own chain. A node that has neither mined nor submitted a transaction fetches new branches by itself while this view is open.
forks-fetching = Fetching …
forks-fetched =
    { $count ->
        [0] No branch was new.
        [one] One branch was fetched.
       *[other] { $count } branches were fetched.
    }
forks-nobody = There is no other node to ask.
forks-fetch-failed = The branches were not fetched: { $why }.
forks-not-fetched = { $count } branches did not come.
forks-silent = { $name } did not answer.
forks-too-long = { $name } has more blocks of its own than are fetched to be looked at. Resolve to take its chain over if it is longer.
forks-refused = What { $name } has was refused: it keeps other rules, or its chain is not valid.
forks-not-asked = { $name } was not asked in time.
forks-elsewhere = { $count } nodes stand at blocks that are not drawn here.
forks-unseen = { $name } stands at block { $length } of a branch this node has not fetched.
forks-earlier = { $name } stands at block { $length }, further left than the drawing reaches.
forks-other-rules = { $name } keeps other rules: its branches mean nothing here.
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
    }. Nodes here: { $names }.
forks-block-of = { $sentence } Fetched from { $owner }.

## Stage
to-stage = Show the room on a projector: the stage ({ $key })
stage-room = Room { $room }
stage-figures =
    { $people ->
        [one] One node
       *[other] { $people } nodes
    }, { $count ->
        [one] one block
       *[other] { $count } blocks
    }.
stage-join = Join this room
stage-code = QR code that leads into this room
stage-scan = Scan the code, or type this address.
stage-second-tab = Open this page in a second tab: it becomes a node of its own.
stage-no-relay = For phones and other computers, start the relay that comes with tabchain.
stage-wall = Who is here
stage-back = Back (Esc)
stage-keys = J: how to join · { $key }: to the stage and back, from any view
stage-nodes-here =
    { $count ->
        [one] One node here
       *[other] { $count } nodes here
    }
stage-more = +{ $count }
names-and-more = { $names } and { $count } more
stage-joined =
    { $count ->
        [one] { $names } is here.
       *[other] { $names } are here.
    }
stage-left =
    { $count ->
        [one] { $names } has left.
       *[other] { $names } have left.
    }
stage-mined = { $name } mined block { $index }.
stage-first = Block { $index } is here. { $name } was the first to have it.
stage-landed = Block { $index } is here. Who mined it is not known.
stage-blocks-before =
    { $count ->
        [one] One more block came with it.
       *[other] { $count } more blocks came with it.
    }
stage-reorg =
    { $count ->
        [one] { $names } changes to another branch and gives up
       *[other] { $names } change to another branch and give up
    } { $blocks ->
        [one] one block.
       *[other] { $blocks } blocks.
    }
stage-forked = The chain has forked: there are { $count } branches now.
stage-one-chain = One chain again: all branches but one are given up.
stage-split = { $name } has split the room: { $first } on one side, { $second } on the other.
stage-healed = The room is whole again: everyone can hear everyone.
stage-unseen = On a branch that was not seen here: { $names }.
stage-behind = Further back: { $names }.
stage-more-branches =
    { $count ->
        [one] One more branch is not drawn.
       *[other] { $count } more branches are not drawn.
    }
