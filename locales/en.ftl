### The sentences of the page, in English. One key, one sentence; the words are those of DESIGN.md.

## Head
document-title = { $name }: { $blocks } · tabchain
tabchain = tabchain
this-node = This node
rename = Rename
rename-node = Rename this node, { $name }
rename-submit = Save
name-field = New name
settings = This node and its settings
chain-length = Chain length
room = Room
new-room = New room
rules = Rules
rules-short =
    { $proof }, { $bits ->
        [one] { $bits } bit
       *[other] { $bits } bits
    }
rules-signed = { $rules }, signed
rules-pace = { $rules }, { $seconds } s a block
pace-now = hash up to { $target }…, work so far { $work }
mode = Mode
mode-manual = Manual
mode-live = Live
mode-manual-meaning = nothing moves until you resolve
mode-live-meaning = blocks spread automatically
theme = Colours
theme-auto = Auto
theme-light = Light
theme-dark = Dark
theme-projector = Projector
language = Language
views = Views
view-node = Node
view-playground = Playground
view-tamper = Tamper
view-forks = Forks
view-network = Network
view-lab = Lab
view-lessons = Lessons
view-stage = Stage
skip = Skip to content
astray = There is no such view or lesson as this page’s address names. Choose one above.
loading-view = This view is loading…
missing-view = This view could not be loaded: { $why }. Check the connection, then open it again.
error = What went wrong
dismiss = Dismiss

## The ribbon
ribbon = The newest blocks
ribbon-blocks =
    { $count ->
        [one] block
       *[other] blocks
    }
ribbon-pending =
    { $count ->
        [0] Mempool: nothing pending
        [one] Mempool: one transaction pending
       *[other] Mempool: { $count } transactions pending
    }
ribbon-tip = { $block }, where the chain of { $who } ends
ribbon-length = { $who } ({ $length })
ribbon-elsewhere = Not at one of these blocks: { $who }

## One chain giving way to another
theatre-taken = the other chain
theatre-given-up = ours until now
theatre-more = + { $count }
theatre-again = Show again

## What a difficulty asks
demand-none = any hash will do
demand-first-digit = hash starts with a digit up to { $last }
demand-zeros = hash starts with { $zeros }
demand-zeros-and-digit = hash starts with { $zeros }, then a digit up to { $last }
zeros-counted = { $count } zeros

## Figures
none-yet = –
rate-one = { $figure }/s
rate-thousand = { $figure } thousand/s
rate-million = { $figure } million/s
span-instant = under 0.1 s
span-seconds = { $seconds } s
span-minutes = { $minutes } min { $seconds } s
span-hours = { $hours } h { $minutes } min
span-days = { $days } days
span-years = { $years } years
blocks =
    { $count ->
        [one] { $shown } block
       *[other] { $shown } blocks
    }
node-named = { $name } ({ $address })

## What a node is called until a person renames it: one of the first words and one of the last
node-name-first = Amber Blue Calm Clever Coral Gentle Golden Green Happy Lucky Quiet Rapid Silver Sunny Violet Wild
node-name-last = Badger Crane Dolphin Falcon Fox Gecko Heron Lynx Otter Panda Puffin Robin Seal Tiger Turtle Wolf
node-name = { $first } { $last }

## A room split in two
split-half =
    { $heard ->
        [0] { $split }
       *[other] { $teller } says: { $split }
    } This tab is in the { $half ->
        [1] first
       *[other] second
    } half, { $count ->
        [0] alone
       *[other] with { $with }
    }{ $more ->
        [0] .
       *[other] {" "}and { $more } more.
    }
split-heal = Heal for all
ignore = Ignore its cuts and splits
heed = Obey its cuts and splits again
list-of-two = { $one }, { $other }

## What I do
deeds = What this node does
mine-title = Mine
mine = Mine block { $index }
cancel-mining = Cancel
no-search = No search yet. While one goes on, you see here which numbers it tries, what came closest, and how fast it is.
attempts = Attempts
rate = Rate
rate-of-workers =
    Rate, { $count ->
        [one] one worker
       *[other] { $count } workers
    }
elapsed = Elapsed
waiting = Waiting
chance-bar = How many of 100 searches would have ended by now
chance =
    Of 100 searches, { $percent ->
        [0] fewer than 1
       *[other] { $percent }
    } would have ended by now. One number in about { $expected } is a proof.
expected = Tries 0, 1, 2 and so on. One number in about { $expected } is a proof.
time-here = { $sentence } On this machine: { $span } per block.
keep-mining = Keep mining
workers = Workers
rate-of-worker = { $number }: { $rate }
hash-tried = Tried: { $number }
hash-best = Best so far: { $number }
hash-found = Found: { $number }
hash-best-other = Best of the others: { $number }
hash-zeros = { $count } of { $asked } zeros
hash-bits = { $count } of { $asked } zero bits
hash-at-most = at most { $asked }…
first-block =
    { $slow ->
        [1] Slowed down for your
       *[other] Your
    } first block: trying 0 to { $proof } took { $span }.

first-what = This tab is a node of a blockchain network. See it at work in a minute:
first-mine = Mine a block here.
first-there = {" "}and mine two blocks there.
first-resolve = Resolve here: the longest chain wins.
first-done = (done)
first-lesson = Or begin with lesson 1
first-close = Hide

transact-title = Transact
sender = Sender
sender-example = Who pays?
recipient = Recipient
recipient-example = Who is paid?
amount = Amount
amount-example = 5
transact = Submit
sender-refused = Sender { $reason }
recipient-refused = Recipient { $reason }
amount-refused = Amount { $reason }
fee-refused = Fee { $reason }
account-refused = must be the name of one node here, or an account: 64 lower-case hex digits
light-node = This node holds headers only: it follows the chain with most work, does not mine, and knows no balances. For its own payments it asks for the path that shows in which block they are.
header-only = Only its header is here: the transactions are with other nodes.
pay-title = Coins
pay = Sign and pay
account = This node's account
account-coming = its key is being made …
account-example = A node’s name, or 64 hex digits
balance = Balance
spendable = { $coins } of it can be spent: the rest is in pending payments.
fee = Fee
with-fee = fee { $fee }
statement-title = What came and went
statement-empty = Nothing in the newest 100 blocks. The reward of each block that this node mines comes here.
statement-to = to
statement-from = from
statement-pending = pending
statement-block =
    { $count ->
        [one] block { $index }, one confirmation
       *[other] block { $index }, { $confirmations } confirmations
    }

resolve-title = Resolve
resolve = Resolve
resolve-meaning =
    { $count ->
        [0] No node is registered yet, so there is nobody to ask.
        [one] Asks the one registered node, and takes its chain if that is valid and longer.
       *[other] Asks the { $count } registered nodes, and takes the longest valid chain.
    }
resolving =
    { $count ->
        [one] Asking one node for its chain…
       *[other] Asking { $count } nodes for their chains…
    }

verdict-adopted =
    Our chain gave way to { $who }’s{ $work ->
        [0] {" "}longer one
       *[other] , which took more work
    }: { $count ->
        [one] { $shown } block
       *[other] { $shown } blocks
    }.
verdict-kept =
    Our chain stays: { $count ->
        [one] one node answered, without
       *[other] { $count } nodes answered, none with
    } a { $work ->
        [0] longer valid chain
       *[other] valid chain of more work
    }.
verdict-unverified = Our chain stays: the signatures of a longer one could not be verified here.
verdict-silent = Our chain stays: nobody answered in time.

rules-title = Rules of the room
proof-rule = What a proof depends on
classic-meaning = Only the previous proof. Blocks can be changed without work: the tutorial’s known flaw.
linked-meaning = The previous proof and the hash of the previous block.
sealed-meaning = The whole block. Changing anything in it means searching again.
header-meaning = The header, with one hash for all transactions. As hard to change as sealed, and checkable without the transactions.
difficulty = Difficulty in bits
difficulty-meaning = In other words: { $demand }. Attempts: about { $expected }.
difficulty-slow = That is about { $span } per block on this machine.
difficulty-range = A whole number from 0 to 256.
rules-submit = Set rules
presets = Preset
preset-tutorial = Tutorial
preset-sealed = Sealed
preset-coins = Coins
preset-like-bitcoin = Like Bitcoin
rules-more = Ledger, rewards, pace
rule-signed = signed
signed-meaning = Accounts are keys and payments are signed. Nobody spends what they don't have; coins come from rewards only.
rule-reward = Coins for block 2
rule-halving = Blocks after which the reward is halved (0: never)
rule-block = Payments in a block at most
rule-block-seconds = Seconds a block should take (empty: the difficulty stays)
rule-half-life = Seconds late after which the difficulty is halved
retarget-meaning = With these two the difficulty follows the hash power, and the chain with most work wins instead of the longest. It needs sealed or header.
rule-out-of-bounds = must be { $least } to { $most }
rule-unbound-timestamps = needs the proof rule sealed or header: elsewhere a block's timestamp could be changed without work
rule-no-number = must be a whole number
rules-locked = { $why }.
rules-back = Back to { $rules }

## The chain
chain-title = Chain
newest-first = newest first
block = Block { $index }
hash = hash
previous-hash = previous_hash
proof = proof
genesis = genesis: nothing comes before it
no-transactions = No transactions.
reward = reward
gives-to = pays
more-transactions =
    { $count ->
        [one] and one more
       *[other] and { $count } more
    }
mined-by = mined by { $who }
unfold = Open
unfold-block = Open block { $index } in full
fold = Close
fold-block = Close block { $index }
block-json = What the hash is computed from, split into lines
unchecked = Nobody checks the timestamp, the reward, or whether amounts are above 0: the rules here look at links and proofs only.
mempool-title = Mempool
mempool-into = pending for block { $index }
mempool-empty = No pending transactions. The next block holds only the reward for its proof.
only-genesis = This is genesis, the first block, the same for everyone here. Mine to add the next one.
later-blocks =
    { $count ->
        [one] One later block
       *[other] { $shown } later blocks
    }
earlier-blocks =
    { $count ->
        [one] One earlier block
       *[other] { $shown } earlier blocks
    }
show-later = Show later
show-newest = Show newest
show-earlier = Show earlier

## The others
others = What other nodes do
nodes-title = Nodes
auto-register = Auto-register new nodes
no-nodes = You are alone in this room. Open the page in a second tab: it becomes a node of its own, and the two find each other.
no-nodes-heard = No other node is heard.
open-second-tab = Open a second tab
unnamed = Unknown node
registered = registered
not-registered = not registered
not-heard = nothing heard yet
other-rules = Uses other rules: { $rules }. Its chain is not valid here.
other-rules-unknown = Uses other rules. Its chain is not valid here.
misbehaved = Misbehaved: { $what }.
register = Register
register-node = Register { $who }
unregister = Unregister
unregister-node = Unregister { $who }
register-by-address = Register by address
address-example = tab-… or host:port

answer-title = Last answer
no-answer = Mine, transact or resolve: the answer appears here, exactly as the tutorial’s node gives it.
answer-json = The answer as the tutorial’s node gives it
long-answer = The answer is long ({ $kilobytes } kB). Show it
peer-answered =
    { $who }: { $count ->
        [one] { $shown } block
       *[other] { $shown } blocks
    }. Not taken: only the longest valid chain is, and only if it is longer than ours.
peer-adopted =
    { $who }: { $count ->
        [one] { $shown } block
       *[other] { $shown } blocks
    }. The longest valid chain, now ours too.
peer-refused = { $who }: refused, { $reason }.
peer-silent = { $who }: no answer in time.
peers-not-longer =
    { $count } more: { $work ->
        [0] not longer
       *[other] not more work
    }
peers-silent = { $count } did not answer
peer-unverified = { $who }: its chain was fetched, and its signatures could not be verified here: { $why }.

events-title = What happened
no-events = Nothing yet. You will see here who joins, who leaves, and which chain wins.
event-joined = { $who } joined.
event-left = { $who } left.
event-out-of-reach = { $who } can’t be reached any more.
event-fault = { $who } misbehaved: { $what }.
event-two-tips =
    { $who } contradicts itself: it tells { $own ->
        [0] { $by }, as that node says,
       *[other] this node
    } of two different chains of { $length } blocks. It lies, or a person there has chosen another chain.
event-shorter-answer = { $who } contradicts itself: it claims { $claimed } blocks and answers with { $answered }.
event-reorg =
    Adopted { $adopted ->
        [one] one block
       *[other] { $adopted } blocks
    } from { $from }; { $orphaned ->
        [0] none orphaned
        [one] one orphaned
       *[other] { $orphaned } orphaned
    }; { $returned ->
        [0] no transaction
        [one] one transaction
       *[other] { $returned } transactions
    } returned to the mempool.
event-split =
    { $own ->
        [0] { $who } has
       *[other] This node has
    } { $splits ->
        [0] healed the room
       *[other] split the room in two
    }.
event-cut = { $who } has cut this node’s connection to { $other }.
event-mended = { $who } has mended this node’s connection to { $other }.
event-still-cut = {" "}Connections still cut: { $others }.
event-mended-all =
    { $who } has mended all connections; { $count ->
        [one] one was
       *[other] { $count } were
    } this node’s.
event-ignored =
    Cuts and splits by { $who } { $ignored ->
        [0] count here again.
       *[other] no longer count here.
    }
event-payment-shown = Your payment { $id } is in block { $block }: its path leads to the Merkle root of that block's header.
event-payment-dropped = Your payment of { $amount } to { $recipient } will not come on the chain: { $reason }.
event-block-ahead = Block { $block } of { $who } is dated { $minutes } minutes ahead of this computer's clock. It waits until then.
event-clock-off = This computer's clock is { $seconds } seconds { $behind ->
    [1] behind
   *[0] ahead of
  } most others'. Set it right, or its blocks may have to wait.
event-rules-joined =
    Uses the rules that most in the room have: { $rules }.{ $count ->
        [0] {""}
       *[other] {" "}With other rules: { $others }.
    }
event-mined =
    Mined block { $index } in { $span }, after { $count ->
        [one] one attempt
       *[other] { $tried } attempts
    }.{ $percent ->
        [-1] {""}
        [0] {" "}Hardly any search ends sooner.
       *[other] {" "}Of 100 searches, { $percent } end sooner.
    }
event-restored =
    This node came back with { $blocks } and { $pending ->
        [0] no pending transaction
        [one] one pending transaction
       *[other] { $pending } pending transactions
    }.
event-damaged =
    { $kept ->
        [0] None of the { $stored } blocks that were stored can be read.
       *[other] Of the { $stored } blocks that were stored, those after block { $index } can’t be read.
    } What was found can be exported under Earlier nodes.
event-damaged-pending = Some of the transactions that were pending can’t be read. What was found can be exported under Earlier nodes.
event-unreadable = What was stored of the node that was here before can’t be read, so this tab became a new node. The blocks that were found can be exported under Earlier nodes.
event-stored-again = What this node does is stored again, and so is all that it did meanwhile.
event-another-awake = The node that was here before is awake in another tab, so this tab became a new node.
event-newer-stored = The node that was here before is stored by a newer version of this page: it was left alone, and this tab became a new node. Reload to get the newer version.

## The nodes that this browser has stored
earlier-title = Earlier nodes
earlier-meaning = Nodes that this browser has run before. Wake one, and this tab becomes that node; the one that is here now stays in this list.
earlier-room = room { $room }
earlier-seen = last seen { $moment }
earlier-awake = awake in another tab
earlier-awake-why = This node is awake in another tab. Close that tab first.
earlier-damaged = Some of its blocks can’t be read. Export saves what was found.
earlier-unreadable = Unreadable node
earlier-unreadable-meaning = Its name and its state can’t be read, so it can’t be woken. Export saves the blocks that were found.
earlier-kept = Nodes are stored in this browser on this computer, and nowhere else. On a computer that others use, too, forget them before you leave.
stored-title = Stored on this computer
wake = Wake
wake-node = Wake { $who }
export-stored = Export
export-stored-node = Export { $who }
forget = Forget
forget-node = Forget { $who }
forget-meaning = Deletes its { $blocks } ({ $kilobytes } kB) and its pending transactions from this browser. This can’t be undone.
forget-unreadable-meaning = Deletes what is left of it from this browser. This can’t be undone.
forget-submit = Forget { $name } for good
forget-all = Forget everything on this computer
forget-all-meaning = Deletes every node that this browser has stored, this tab’s own too, with all blocks and pending transactions. This can’t be undone.
forget-all-submit =
    Forget { $count ->
        [one] this node
       *[other] all { $count } nodes
    } for good

## Reading back, and what is not stored
restoring = Reading back…
restored-of =
    { $done } of { $count ->
        [one] { $total } block
       *[other] { $total } blocks
    }
storage-fault = What this node does is not stored: { $why }.
storage-meaning = The node works as usual, but what is not stored is lost when this tab is closed or reloaded.
storage-full = no space is left for it
storage-full-advice = Forget earlier nodes, or free space on this computer: then this node is stored again within a minute. If you can’t, save its chain before you close this tab: Tamper, then Export.
storage-refused = the browser stores nothing for this page ({ $words })
storage-refused-advice = That is so in private windows, and where cookies are blocked. To keep your nodes, open the page in a normal window and let it store data.
storage-newer = a newer version of this page has stored nodes here
storage-newer-advice = Reload the page to get the newer version.
storage-closed = another tab has deleted what was stored, or updates it
storage-closed-advice = Keep this tab open for as long as you need its node. After a reload it is a new node, which is stored again.
storage-failed = the browser failed to store it ({ $words })
storage-failed-advice = Reload the page. If that does not help, restart the browser.

relay-title = Relay
relay-connected = Connected: nodes in other browsers and on other machines can be reached, too.
relay-unconnected = Not connected.
relay-lost = The relay is gone. Your chain is safe in this tab: keep it open. The page tries again by itself; until then only tabs of this browser can be reached.
relay-in-use = Offline: another node of this room has this address. Reload the page to get another.
relay-others-unheard = Nodes at other relays can’t be reached at the moment.
relay-join = Let others join
relay-join-code = The address to join as a QR code
relay-api = Call this node from a program

## What the core refuses, in its own words
refused-field = { $field }: { $reason }
refused-no-nodes = Error: Please supply a valid list of nodes
refused-address = node { $position } of the list ({ $text }) is not an address: { $reason }
refused-oneself = { $who } is this node itself; register another one
refused-too-many-nodes = at most { $most } nodes can be registered
refused-not-registered = { $who } is not registered here
refused-room-not-empty = rules can only change in an empty room; other nodes here: { $count }
refused-already-begun = rules can only change before the first block and transaction; open a new room for other rules
refused-not-adopted = it can't be adopted: { $reason }
refused-resolving = a resolve is under way; wait until it has ended
refused-invalid = the chain is not valid: { $fault }
refused-unverified = signatures can't be verified or made here: { $why }
refused-wrong-signature = the payment is not signed by its sender's key
refused-unknown-transaction = no transaction with this id is on the chain or pending here
refused-light = this node holds headers only: it does not mine, and has no blocks or balances
refused-open-ledger = there are no accounts in this room: its ledger is open
refused-not-signed = in this room a transaction needs fee, seq and signature; to pay from this node's account, use pay
refused-no-account = this node's key is not there yet; try again in a moment
pool-no-payment = this is not a payment: a signed ledger needs the accounts of a sender and a recipient, an amount, a fee, a seq and a signature
pool-known = this payment is pending already
pool-seq-past = a payment with seq { $seq } of this account is on the chain already: its next seq is { $next }
pool-seq-too-far = seq { $seq } is too far ahead: the account's next seq on the chain is { $next }, and pending payments may be at most { $most } ahead
pool-funds = the account has { $has } coins on the chain: too few for this payment and its other pending ones, which take { $needs } with their fees
pool-fee-too-low = another payment with this seq is pending: to replace it, the fee must be at least { $needed }, not { $fee }
pool-full = { $most } payments are pending, and no more fit: the fee must be at least { $needed }
pool-full-for-any-fee = { $most } payments are pending, no more fit, and all of them come before this one
drop-spent = another payment with the same seq is on the chain
drop-funds = the account has too few coins for it since the chain changed
drop-replaced = another payment with the same seq and a higher fee is pending
drop-crowded = too many payments with higher fees are pending
drop-too-far = its seq is too far ahead since the chain changed
refused-cancelled = mining was cancelled
refused-search-failed = no proof was found: { $why }
refused-too-many-waiting = too many commands are waiting; let some of them finish first
refused-chain-full = the chain has reached 256 MiB, the most that a tab keeps; open a new room
refused-mempool-full = the mempool is full; mine a block first

field-missing = is missing
field-too-long = can have at most { $most } characters
field-kept-for-reward = "0" is kept for the reward of mining
field-not-positive = must be greater than 0
field-coins = must be a whole number from { $least } to { $most }
amount-no-number = must be a number, such as 5 or 2.5
difficulty-refused = must be a whole number of bits from 0 to { $max }
name-missing = a name is missing
name-too-long = a name can have at most { $most } characters
name-control = a name can't contain line breaks or other characters that can't be seen
address-missing = an address is missing
address-too-long = an address can have at most { $most } characters
address-character = { $character } can't be part of an address

adoption-not-longer = the other chain has { $offered } blocks, this one has { $own }: only one that is longer, or has more work where the difficulty changes, is adopted
adoption-stale = block { $base }, from which the branch grows, is no longer on the chain
adoption-unverified = the signatures of block { $block } are not verified yet
adoption-empty = the other chain is empty
adoption-other-rules = the branch follows other rules ({ $branch }) than the chain ({ $chain })

## What a peer did
peer-other-rules = it uses other rules: { $rules }
peer-invalid = its chain is not valid: { $fault }
peer-unreadable = it sent something unreadable: { $why }
unreadable-version = it uses version { $version } of the messages, this node uses version { $own }; reload both pages
unreadable-message = { $words }
peer-pending-reward = a reward can't be a pending transaction
peer-absurd-length = it claims a chain of { $length } blocks, more than a node accepts
peer-too-large = it sent more than a node accepts
peer-beyond-question = its answer does not fit the question
peer-trickle = it promised more blocks than it sent
peer-flooding = it sends too many messages
peer-wrong-signature = it sent a payment that is not signed by its sender

## Why no proof was found
search-exhausted = every proof was tried
search-not-started = the browser starts no mining worker ({ $words }); reload the page, or open it in another browser
search-not-loaded = the mining worker failed: it could not be loaded
search-crashed = the mining worker failed: { $words }
search-refused = { $words }
search-other-build = the worker is of another build; reload the page
search-ended = the search ended early

## Why signatures were not verified
signatures-not-started = the browser starts no worker for signatures ({ $words }); reload the page, or open it in another browser
signatures-not-loaded = the worker for signatures failed: it could not be loaded
signatures-crashed = the worker for signatures failed: { $words }
signatures-no-random = the browser gives no random numbers, so that no key can be made

## What a relay did not do
relay-unreachable = the relay can't be reached
relay-not-allowed = the relay calls only nodes it was started with; to allow this one, start it with --peer http://{ $who }
relay-other-room = the tab at { $who } is in another room
relay-broken-off = { $who } can't be reached or broke off its answer
relay-late = { $who } did not answer within { $figure } seconds
relay-status = { $who } answered with status { $figure }
relay-no-chain = { $who } did not answer with a JSON object that has a chain
relay-too-large = the chain of { $who } has more than { $figure } bytes
relay-unexplained = the relay answers with status { $figure }
relay-words = { $who }

## What validation finds
fault-empty = The chain is empty: it does not even have a genesis.
fault-genesis = Block { $block } is not a genesis of this network: it must have index 1, no transactions, proof 100, and previous_hash 1 or the hash of the network's rules.
fault-index = Block { $block } is out of order: its index must be { $block }, its place in the chain.
fault-link = Block { $block } does not link: its previous_hash is not the hash of block { $before }.
fault-timestamp = Block { $block } has a wrong timestamp: it must be later than the middle one of the 11 blocks before.
fault-merkle = Block { $block } does not hold its transactions: its merkle_root is another.
fault-proof = Block { $block } lacks the work: the hash of its proof is not small enough.
fault-full = Block { $block } is too full: it holds more payments than the rules allow.
fault-no-reward = Block { $block } has no reward at its end.
fault-reward = Block { $block }, transaction { $transaction }: a reward must be the last one of its block, and be the new coins and all fees.
fault-seq = Block { $block }, transaction { $transaction }: its seq is not the number of payments that its sender has made before.
fault-funds = Block { $block }, transaction { $transaction }: its sender has not so many coins.
fault-signature = Block { $block }, transaction { $transaction }: it is not signed by its sender.

## What is no chain
parse-block = block { $block }: { $reason }
parse-block-field = block { $block }, { $field }: { $reason }
parse-field = { $field }: { $reason }
parse-syntax = not JSON: expected { $expected } at line { $line }, column { $column }
parse-not-unicode = not Unicode text: half of a surrogate pair stands alone
parse-missing = missing field
parse-unknown = unknown field
parse-duplicate = duplicate field
parse-not-object = must be an object
parse-not-list = must be a list
parse-other-length = must be { $blocks }, the number of blocks in the chain
parse-not-text = must be text
parse-not-integer = must be an integer
parse-negative = must not be negative
parse-too-large = out of range: must be at most { $max }
parse-index-from-one = counts from 1
parse-not-previous-hash = must be 64 hex digits in quotes, or 1 or "1" in the genesis
number-none = must be a number
number-out-of-range = out of range: an integer must lie between -2^63 and 2^64 - 1, and a float must be finite
hash-no-digits = must be 64 hex digits
hash-upper-case = must be lower-case hex
expected-value = a value
expected-list = a list
expected-object = an object
expected-comma-or-list-end = a comma or the list's end
expected-comma-or-object-end = a comma or the object's end
expected-name = a field's name in quotes
expected-colon = a colon
expected-text = a text in quotes
expected-quote = a closing quote
expected-digit = a digit
expected-end = the end of the text
expected-escape = an escape instead of a control character
expected-hex-digits = four hex digits after \u
expected-one-of = one of the escapes { $what }
