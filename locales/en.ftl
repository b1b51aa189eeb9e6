### The sentences of the page, in English. One key, one sentence; the words are those of DESIGN.md.

## How this language writes dates.
locale = en-GB

## Head
tabchain = tabchain
this-node = This node
rename = Rename
rename-node = Rename this node, { $name }
rename-submit = Save
name-field = New name
chain-length = Chain length
room = Room
new-room = New room
rules = Rules
rules-short =
    { $proof }, { $bits ->
        [one] { $bits } bit
       *[other] { $bits } bits
    }
mode = Mode
mode-manual = Manual
mode-live = Live
mode-manual-meaning = nothing moves until you resolve
mode-live-meaning = blocks spread by themselves
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
loading-view = This view is loading…
missing-view = This view could not be loaded: { $why }. Check the connection, then choose it again.
error = What went wrong
dismiss = Dismiss

## What a difficulty asks
demand-none = every hash will do
demand-first-digit = hash starts with a digit up to { $last }
demand-zeros = hash starts with { $zeros }
demand-zeros-and-digit = hash starts with { $zeros }, then a digit up to { $last }
zeros-counted = { $count } zeros

## Figures
none-yet = –
rate-one = { $figure }/s
rate-thousand = { $figure } thousand/s
rate-million = { $figure } million/s
span-instant = less than 0.1 s
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

## What I do
deeds = What this node does
mine-title = Mine
mine = Mine block { $index }
cancel-mining = Cancel
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
    { $percent ->
        [0] Fewer than 1
       *[other] { $percent }
    } of 100 searches end by now. One in about { $expected } is a proof.
expected = Tries 0, 1, 2 and so on. One in about { $expected } is a proof.
time-here = { $sentence } On this machine: { $span } a block.
keep-mining = Keep mining
workers = Workers
rate-of-worker = { $number }: { $rate }

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

resolve-title = Resolve
resolve = Resolve
resolve-meaning =
    { $count ->
        [0] No node is registered yet, so there is none to ask.
        [one] Asks the one registered node, and takes its chain if that is valid and longer.
       *[other] Asks the { $count } registered nodes, and takes the longest valid chain.
    }
resolving =
    { $count ->
        [one] Asking one node for its chain…
       *[other] Asking { $count } nodes for their chains…
    }

rules-title = Rules of the room
proof-rule = What a proof is bound to
classic-meaning = The proof before. Blocks can be changed without work: the tutorial’s flaw.
linked-meaning = The proof before and the hash of the block before.
sealed-meaning = All of the block. Whoever changes it must search again.
difficulty = Difficulty in bits
difficulty-meaning = The { $demand }: about { $expected } attempts.
difficulty-slow = That is about { $span } a block on this machine.
difficulty-range = A whole number from 0 to 256.
rules-submit = Set rules
rules-locked = { $why }.

## The chain
chain-title = Chain
newest-first = newest first
block = Block { $index }
hash = hash
previous-hash = previous_hash
proof = proof
genesis = genesis: nothing comes before
no-transactions = No transactions.
reward = reward
gives-to = gives to
more-transactions =
    { $count ->
        [one] and one more
       *[other] and { $count } more
    }
unfold = Open
unfold-block = Open block { $index } in full
fold = Close
fold-block = Close block { $index }
block-json = What the hash is taken of, laid out in lines
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
auto-register = Register new nodes by itself
no-nodes = You are alone in this room. Open the page in a second tab: it becomes a node of its own, and the two find each other.
open-second-tab = Open a second tab
unnamed = Unknown node
registered = registered
not-registered = not registered
not-heard = not heard yet
other-rules = Plays by other rules: { $rules }. Its chain is not valid here.
other-rules-unknown = Plays by other rules. Its chain is not valid here.
misbehaved = Misbehaved: { $what }.
register = Register
register-node = Register { $who }
unregister = Unregister
unregister-node = Unregister { $who }
register-by-address = Register by address
address-example = tab-… or host:port

answer-title = Last answer
no-answer = Mine, transact or resolve: the answer appears here, word for word as the tutorial’s node gives it.
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

events-title = What happened
no-events = Nothing yet. Who comes and goes, and which chain wins, is told here.
event-joined = { $who } joined.
event-left = { $who } left.
event-fault = { $who } misbehaved: { $what }.
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
event-rules-joined = Took over the rules of the room: { $rules }.
event-mined =
    Mined block { $index } in { $span }, after { $count ->
        [one] one attempt
       *[other] { $tried } attempts
    }. { $percent ->
        [0] Hardly any search ends
       *[other] Of 100 searches, { $percent } end
    } sooner.

relay-title = Relay
relay-connected = Connected: nodes of other browsers and machines are heard, too.
relay-reconnecting = Connection lost. Trying again; until then only tabs of this browser are heard.
relay-offline = Offline: only tabs of this browser are heard. It is tried again now and then.
relay-others-unheard = Nodes at other relays can't be heard at the moment.
relay-join = Let others join
relay-join-code = The address to join as a QR code
relay-api = Call this node by program
