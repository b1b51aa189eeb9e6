//! What the core refuses, and why, in the page's language. In English it is the core's own sentence,
//! word for word, with the blocks' numbers grouped: a test holds them together.

use chain::{
    AdoptError, DropReason, Fault, FaultKind, HashError, NumberError, ParseError, Payment,
    PaymentPool, PoolError, Reason, RulesError,
};
use client::StorageFault;
use node::{
    AddressError, CommandError, FieldFault, NameError, NodeName, PeerFault, RelayFault,
    SearchFault, SignatureFault, Unreadable,
};

use super::{
    figures::grouped,
    texts::{Arg, t, t_args},
    view::{FieldError, Misfit},
    wording,
};

/// What is wrong with a field, to be shown beside it.
pub fn beside(error: &FieldError) -> String {
    let reason = match &error.reason {
        Misfit::Part(fault) => field(fault),
        Misfit::Amount(error) => amount(*error),
        Misfit::Node(error) => command(error),
        Misfit::Name(error) => name(*error),
        Misfit::Difficulty => difficulty(),
        Misfit::Account => t("account-refused"),
        Misfit::Rules(RulesError::OutOfBounds { least, most, .. }) => t_args(
            "rule-out-of-bounds",
            [
                ("least", least.to_string().into()),
                ("most", most.to_string().into()),
            ],
        ),
        Misfit::Rules(RulesError::UnboundTimestamps(_)) => t("rule-unbound-timestamps"),
        Misfit::NotWhole => t("rule-no-number"),
    };
    let args = [("reason", reason.as_str().into())];
    match error.field {
        "sender" => t_args("sender-refused", args),
        "recipient" => t_args("recipient-refused", args),
        "amount" => t_args("amount-refused", args),
        "fee" => t_args("fee-refused", args),
        _ => reason,
    }
}

/// Why a command was refused.
pub fn command(error: &CommandError) -> String {
    match error {
        CommandError::Field { field, reason } => {
            let reason = ("reason", self::field(reason).into());
            t_args("refused-field", [("field", (*field).into()), reason])
        }
        CommandError::NoNodes => t("refused-no-nodes"),
        CommandError::Address {
            position,
            text,
            error,
        } => t_args(
            "refused-address",
            [
                ("position", (*position).into()),
                ("text", format!("{text:?}").into()),
                ("reason", address(error).into()),
            ],
        ),
        CommandError::Oneself(address) => t_args("refused-oneself", [who(address)]),
        CommandError::TooManyNodes => {
            t_args("refused-too-many-nodes", [most(node::MAX_REGISTERED)])
        }
        CommandError::NotRegistered(address) => t_args("refused-not-registered", [who(address)]),
        CommandError::RoomNotEmpty(others) => {
            t_args("refused-room-not-empty", [("count", (*others).into())])
        }
        CommandError::AlreadyBegun => t("refused-already-begun"),
        CommandError::NotAdopted(error) => {
            t_args("refused-not-adopted", [("reason", adoption(error).into())])
        }
        CommandError::Invalid(fault) => {
            t_args("refused-invalid", [("fault", self::fault(*fault).into())])
        }
        CommandError::Unverified(why) => {
            t_args("refused-unverified", [("why", signatures(why).into())])
        }
        CommandError::WrongSignature => t("refused-wrong-signature"),
        CommandError::UnknownTransaction => t("refused-unknown-transaction"),
        CommandError::NotPending(error) => pool(error),
        CommandError::Light => t("refused-light"),
        CommandError::OpenLedger => t("refused-open-ledger"),
        CommandError::NotSigned => t("refused-not-signed"),
        CommandError::NoAccount => t("refused-no-account"),
        CommandError::Resolving => t("refused-resolving"),
        CommandError::Cancelled => t("refused-cancelled"),
        CommandError::SearchFailed(why) => {
            t_args("refused-search-failed", [("why", search(why).into())])
        }
        CommandError::TooManyWaiting => t("refused-too-many-waiting"),
        CommandError::ChainFull => t("refused-chain-full"),
        CommandError::MempoolFull => t("refused-mempool-full"),
    }
}

/// Why a payment can't be pending.
fn pool(error: &PoolError) -> String {
    let number = |name, number: u64| (name, number.to_string().into());
    let most = ("most", PaymentPool::MAX_PENDING.to_string().into());
    match *error {
        PoolError::NotAPayment => t("pool-no-payment"),
        PoolError::Known => t("pool-known"),
        PoolError::SeqPast { seq, next } => {
            t_args("pool-seq-past", [number("seq", seq), number("next", next)])
        }
        PoolError::SeqTooFar { seq, next } => {
            let most = number("most", PaymentPool::MAX_AHEAD);
            t_args(
                "pool-seq-too-far",
                [number("seq", seq), number("next", next), most],
            )
        }
        PoolError::Funds { has, needs } => {
            t_args("pool-funds", [number("has", has), number("needs", needs)])
        }
        PoolError::FeeTooLow { fee, needed } => t_args(
            "pool-fee-too-low",
            [number("fee", fee), number("needed", needed)],
        ),
        PoolError::Full { needed: Some(fee) } => t_args("pool-full", [most, number("needed", fee)]),
        PoolError::Full { needed: None } => t_args("pool-full-for-any-fee", [most]),
    }
}

/// Why a pending payment will not come on the chain, as a clause.
pub fn dropped(reason: DropReason) -> String {
    t(match reason {
        DropReason::Spent => "drop-spent",
        DropReason::Funds => "drop-funds",
        DropReason::Replaced => "drop-replaced",
        DropReason::Crowded => "drop-crowded",
        DropReason::TooFar => "drop-too-far",
    })
}

/// What is wrong with a field, to be read after its name.
fn field(fault: &FieldFault) -> String {
    match fault {
        FieldFault::Missing => t("field-missing"),
        FieldFault::TooLong => t_args("field-too-long", [most(node::MAX_PARTY_CHARS)]),
        FieldFault::KeptForReward => t("field-kept-for-reward"),
        FieldFault::NotPositive => t("field-not-positive"),
        FieldFault::Coins { least } => t_args(
            "field-coins",
            [
                ("least", least.to_string().into()),
                ("most", Payment::MAX_COINS.to_string().into()),
            ],
        ),
        FieldFault::Relay(fault) => relay(fault),
    }
}

/// What is wrong with an amount that was typed, to be read after the field's name.
fn amount(error: NumberError) -> String {
    match error {
        NumberError::NotANumber => t("amount-no-number"),
        NumberError::OutOfRange => number(error),
    }
}

/// What is wrong with a difficulty that was typed.
fn difficulty() -> String {
    t_args(
        "difficulty-refused",
        [("max", chain::Difficulty::MAX.bits().into())],
    )
}

/// Why a name is invalid.
fn name(error: NameError) -> String {
    match error {
        NameError::Empty => t("name-missing"),
        NameError::TooLong => t_args("name-too-long", [most(NodeName::MAX_CHARS)]),
        NameError::Control => t("name-control"),
    }
}

/// What a peer did, to be read after its name.
pub fn peer(fault: &PeerFault) -> String {
    let unreadable = |why: String| t_args("peer-unreadable", [("why", why.into())]);
    match fault {
        PeerFault::OtherRules(rules) => t_args(
            "peer-other-rules",
            [("rules", wording::rules(*rules).into())],
        ),
        PeerFault::Invalid(fault) => {
            t_args("peer-invalid", [("fault", self::fault(*fault).into())])
        }
        PeerFault::Unreadable(why) => unreadable(self::unreadable(why)),
        PeerFault::Malformed(error) => unreadable(parsing(error)),
        PeerFault::PendingReward => unreadable(t("peer-pending-reward")),
        PeerFault::AbsurdLength(length) => t_args(
            "peer-absurd-length",
            [("length", length.to_string().into())],
        ),
        PeerFault::TooLarge => t("peer-too-large"),
        PeerFault::BeyondQuestion => t("peer-beyond-question"),
        PeerFault::Trickle => t("peer-trickle"),
        PeerFault::Flooding => t("peer-flooding"),
        PeerFault::WrongSignature => t("peer-wrong-signature"),
    }
}

/// Why what a peer sent can't be read.
fn unreadable(why: &Unreadable) -> String {
    match why {
        Unreadable::OtherVersion(version) => t_args(
            "unreadable-version",
            [
                ("version", (*version).into()),
                ("own", node::wire::WIRE_VERSION.into()),
            ],
        ),
        Unreadable::NoMessage(words) => {
            t_args("unreadable-message", [("words", words.as_str().into())])
        }
        Unreadable::NoChain(error) => parsing(error),
        Unreadable::NotFetched(fault) => relay(fault),
    }
}

/// A worker is of another build than the page.
pub fn other_build() -> String {
    t("search-other-build")
}

/// Why a search came to no proof, to be put inside a sentence.
pub fn search(fault: &SearchFault) -> String {
    let (key, words) = match fault {
        SearchFault::Exhausted => ("search-exhausted", ""),
        SearchFault::NotStarted(why) => ("search-not-started", why.as_str()),
        SearchFault::NotLoaded => ("search-not-loaded", ""),
        SearchFault::Crashed(why) => ("search-crashed", why.as_str()),
        SearchFault::Refused(why) => ("search-refused", why.as_str()),
        SearchFault::Ended => ("search-ended", ""),
        SearchFault::NoProof(fault) => return self::fault(*fault),
    };
    t_args(key, [("words", words.into())])
}

/// Why signatures were not verified, or none was made, to be put inside a sentence.
pub fn signatures(fault: &SignatureFault) -> String {
    let (key, words) = match fault {
        SignatureFault::NotStarted(why) => ("signatures-not-started", why.as_str()),
        SignatureFault::NotLoaded => ("signatures-not-loaded", ""),
        SignatureFault::Crashed(why) => ("signatures-crashed", why.as_str()),
        SignatureFault::OtherBuild => return other_build(),
        SignatureFault::NoRandom => ("signatures-no-random", ""),
    };
    t_args(key, [("words", words.into())])
}

/// What a relay did not do, and why.
fn relay(fault: &RelayFault) -> String {
    let (key, asked, figure) = match fault {
        RelayFault::Unreachable => return t("relay-unreachable"),
        RelayFault::NotAllowed(node) => ("relay-not-allowed", node.as_str(), 0),
        RelayFault::OtherRoom(node) => ("relay-other-room", node.as_str(), 0),
        RelayFault::BrokenOff(node) => ("relay-broken-off", node.as_str(), 0),
        RelayFault::Late(node, seconds) => ("relay-late", node.as_str(), *seconds),
        RelayFault::Status(node, status) => ("relay-status", node.as_str(), *status),
        RelayFault::NoChain(node) => ("relay-no-chain", node.as_str(), 0),
        RelayFault::TooLarge(node, bytes) => ("relay-too-large", node.as_str(), *bytes),
        RelayFault::Unexplained(status) => ("relay-unexplained", "", u64::from(*status)),
        RelayFault::Other(words) => ("relay-words", words.as_str(), 0),
    };
    let figure = ("figure", figure.to_string().into());
    t_args(key, [("who", asked.into()), figure])
}

/// The first fault of a chain.
pub fn fault(fault: Fault) -> String {
    let Fault {
        block,
        transaction,
        kind,
    } = fault;
    // People count from 1.
    let place = (
        "transaction",
        grouped(transaction.map_or(0, |place| place + 1)).into(),
    );
    let before = ("before", grouped(block.saturating_sub(1)).into());
    let block = ("block", grouped(block).into());
    match kind {
        FaultKind::Empty => t("fault-empty"),
        FaultKind::Genesis => t_args("fault-genesis", [block]),
        FaultKind::Index => t_args("fault-index", [block]),
        FaultKind::Link => t_args("fault-link", [block, before]),
        FaultKind::Timestamp => t_args("fault-timestamp", [block]),
        FaultKind::Merkle => t_args("fault-merkle", [block]),
        FaultKind::Proof => t_args("fault-proof", [block]),
        FaultKind::Full => t_args("fault-full", [block]),
        FaultKind::Reward if transaction.is_none() => t_args("fault-no-reward", [block]),
        FaultKind::Reward => t_args("fault-reward", [block, place]),
        FaultKind::Seq => t_args("fault-seq", [block, place]),
        FaultKind::Funds => t_args("fault-funds", [block, place]),
        FaultKind::Signature => t_args("fault-signature", [block, place]),
    }
}

/// Why a text is no chain, and where.
pub fn parsing(error: &ParseError) -> String {
    let reason = ("reason", reason(error.reason()).into());
    let block = error
        .block()
        .map(|block| ("block", block.to_string().into()));
    match (block, error.field()) {
        (Some(block), "") => t_args("parse-block", [block, reason]),
        (Some(block), field) => t_args(
            "parse-block-field",
            [block, ("field", field.into()), reason],
        ),
        (None, "") => self::reason(error.reason()),
        (None, field) => t_args("parse-field", [("field", field.into()), reason]),
    }
}

fn reason(reason: &Reason) -> String {
    match reason {
        Reason::Syntax {
            expected,
            line,
            column,
        } => t_args(
            "parse-syntax",
            [
                ("expected", self::expected(expected).into()),
                ("line", line.to_string().into()),
                ("column", column.to_string().into()),
            ],
        ),
        Reason::NotUnicode => t("parse-not-unicode"),
        Reason::Missing => t("parse-missing"),
        Reason::Unknown => t("parse-unknown"),
        Reason::Duplicate => t("parse-duplicate"),
        Reason::NotObject => t("parse-not-object"),
        Reason::NotList => t("parse-not-list"),
        Reason::OtherLength(blocks) => t_args(
            "parse-other-length",
            [("blocks", blocks.to_string().into())],
        ),
        Reason::NotText => t("parse-not-text"),
        Reason::Number(error) => number(*error),
        Reason::NotInteger => t("parse-not-integer"),
        Reason::Negative => t("parse-negative"),
        Reason::TooLarge(max) => t_args("parse-too-large", [("max", max.to_string().into())]),
        Reason::IndexFromOne => t("parse-index-from-one"),
        Reason::Hash(HashError::NotHexDigits) => t("hash-no-digits"),
        Reason::Hash(HashError::UpperCase) => t("hash-upper-case"),
        Reason::NotPreviousHash => t("parse-not-previous-hash"),
        // The core may learn to refuse more.
        other => other.to_string(),
    }
}

/// What could have stood where a text is no JSON.
fn expected(what: &'static str) -> String {
    match what {
        "a value" => t("expected-value"),
        "a list" => t("expected-list"),
        "an object" => t("expected-object"),
        "a comma or the list's end" => t("expected-comma-or-list-end"),
        "a comma or the object's end" => t("expected-comma-or-object-end"),
        "a field's name in quotes" => t("expected-name"),
        "a colon" => t("expected-colon"),
        "a text in quotes" => t("expected-text"),
        "a closing quote" => t("expected-quote"),
        "a digit" => t("expected-digit"),
        "the end of the text" => t("expected-end"),
        "an escape instead of a control character" => t("expected-escape"),
        "four hex digits after \\u" => t("expected-hex-digits"),
        // A list of all escapes, which is the same in every language.
        other => t_args("expected-one-of", [("what", escapes(other).into())]),
    }
}

/// Those that `one of the escapes` lists.
fn escapes(listed: &str) -> &str {
    listed.strip_prefix("one of the escapes ").unwrap_or(listed)
}

/// Why what this node does is not stored, as a clause.
pub fn storage(fault: &StorageFault) -> String {
    match fault {
        StorageFault::Full => t("storage-full"),
        StorageFault::Refused(why) => {
            t_args("storage-refused", [("words", wording::clause(why).into())])
        }
        StorageFault::Newer => t("storage-newer"),
        StorageFault::Closed => t("storage-closed"),
        StorageFault::Failed(why) => {
            t_args("storage-failed", [("words", wording::clause(why).into())])
        }
    }
}

fn number(error: NumberError) -> String {
    match error {
        NumberError::NotANumber => t("number-none"),
        NumberError::OutOfRange => t("number-out-of-range"),
    }
}

fn address(error: &AddressError) -> String {
    match error {
        AddressError::Empty => t("address-missing"),
        AddressError::TooLong => t_args("address-too-long", [most(node::Address::MAX_BYTES)]),
        AddressError::Character(character) => t_args(
            "address-character",
            [("character", format!("{character:?}").into())],
        ),
    }
}

fn adoption(error: &AdoptError) -> String {
    match error {
        AdoptError::NotLonger { offered, own } => t_args(
            "adoption-not-longer",
            [
                ("offered", offered.to_string().into()),
                ("own", own.to_string().into()),
            ],
        ),
        AdoptError::Stale { base } => t_args("adoption-stale", [("base", base.to_string().into())]),
        AdoptError::Unverified { block } => {
            t_args("adoption-unverified", [("block", block.to_string().into())])
        }
        AdoptError::Empty => t("adoption-empty"),
        AdoptError::OtherRules { branch, chain } => t_args(
            "adoption-other-rules",
            [
                ("branch", wording::rules(*branch).into()),
                ("chain", wording::rules(*chain).into()),
            ],
        ),
    }
}

fn most(most: usize) -> (&'static str, Arg<'static>) {
    ("most", most.into())
}

fn who(address: &node::Address) -> (&'static str, Arg<'static>) {
    ("who", address.to_string().into())
}

#[cfg(test)]
mod tests {
    use chain::{Difficulty, ProofRule, Rules};
    use node::Address;

    use super::*;

    fn rules(proof: ProofRule) -> Rules {
        Rules::tutorial(proof, Difficulty::new(8).unwrap())
    }

    #[test]
    fn signatures_fail_in_the_words_of_the_core() {
        for fault in [
            SignatureFault::NotStarted("why".to_owned()),
            SignatureFault::NotLoaded,
            SignatureFault::Crashed("why".to_owned()),
            SignatureFault::OtherBuild,
            SignatureFault::NoRandom,
        ] {
            assert_eq!(signatures(&fault), fault.to_string());
        }
    }

    #[test]
    fn commands_are_refused_in_the_words_of_the_core() {
        let tab = || Address::parse("tab-1").unwrap();
        let adoptions = [
            AdoptError::NotLonger {
                offered: 1200,
                own: 1300,
            },
            AdoptError::Stale { base: 4 },
            AdoptError::Empty,
            AdoptError::OtherRules {
                branch: rules(ProofRule::Linked),
                chain: rules(ProofRule::Sealed),
            },
        ];
        let addresses = [
            AddressError::Empty,
            AddressError::TooLong,
            AddressError::Character('\''),
        ];
        let fields = [
            FieldFault::Missing,
            FieldFault::TooLong,
            FieldFault::KeptForReward,
            FieldFault::NotPositive,
            FieldFault::Relay(RelayFault::Other("Nobody is there.".to_owned())),
        ];
        let others = [
            CommandError::NoNodes,
            CommandError::Oneself(tab()),
            CommandError::TooManyNodes,
            CommandError::NotRegistered(tab()),
            CommandError::RoomNotEmpty(2),
            CommandError::AlreadyBegun,
            CommandError::Resolving,
            CommandError::Cancelled,
            CommandError::TooManyWaiting,
            CommandError::ChainFull,
            CommandError::MempoolFull,
        ];
        let searches = [
            SearchFault::Exhausted,
            SearchFault::NotStarted("why".to_owned()),
            SearchFault::NotLoaded,
            SearchFault::Crashed("why".to_owned()),
            SearchFault::Refused("why".to_owned()),
            SearchFault::Ended,
            SearchFault::NoProof(Fault::of_block(2, FaultKind::Proof)),
        ];
        let all = others
            .into_iter()
            .chain(searches.map(CommandError::SearchFailed))
            .chain(adoptions.map(CommandError::NotAdopted))
            .chain(addresses.map(|error| CommandError::Address {
                position: 1,
                text: "a\"b".to_owned(),
                error,
            }))
            .chain(fields.map(|reason| CommandError::Field {
                field: "sender",
                reason,
            }));
        for error in all {
            assert_eq!(command(&error), error.to_string());
        }
        for error in [NameError::Empty, NameError::TooLong, NameError::Control] {
            assert_eq!(name(error), error.to_string());
        }
    }

    #[test]
    fn peers_are_blamed_in_the_words_of_the_core() {
        let faults = [
            FaultKind::Empty,
            FaultKind::Genesis,
            FaultKind::Index,
            FaultKind::Link,
            FaultKind::Timestamp,
            FaultKind::Merkle,
            FaultKind::Proof,
            FaultKind::Full,
            FaultKind::Reward,
            FaultKind::Seq,
            FaultKind::Funds,
            FaultKind::Signature,
        ];
        let others = [
            PeerFault::OtherRules(rules(ProofRule::Classic)),
            PeerFault::PendingReward,
            PeerFault::AbsurdLength(5_000_000),
            PeerFault::TooLarge,
            PeerFault::BeyondQuestion,
            PeerFault::Trickle,
            PeerFault::Flooding,
        ];
        let there = || Address::parse("localhost:5000").unwrap();
        let relays = [
            RelayFault::Unreachable,
            RelayFault::NotAllowed(there()),
            RelayFault::OtherRoom(there()),
            RelayFault::BrokenOff(there()),
            RelayFault::Late(there(), 5),
            RelayFault::Status(there(), 500),
            RelayFault::NoChain(there()),
            RelayFault::TooLarge(there(), 134_217_728),
            RelayFault::Unexplained(418),
            RelayFault::Other("why".to_owned()),
        ];
        let unreadable = [
            Unreadable::OtherVersion(2),
            Unreadable::NoMessage("why".to_owned()),
            Unreadable::NoChain(chain::parse_chain("[", chain::Format::TUTORIAL).unwrap_err()),
        ];
        let unreadable = unreadable
            .into_iter()
            .chain(relays.map(Unreadable::NotFetched))
            .map(PeerFault::Unreadable);
        let all = others
            .into_iter()
            .chain(unreadable)
            .chain(faults.map(|kind| PeerFault::Invalid(Fault::of_block(123, kind))));
        for fault in all {
            assert_eq!(peer(&fault), fault.to_string());
        }
    }

    #[test]
    fn storage_fails_in_the_words_of_the_client() {
        for fault in [
            StorageFault::Full,
            StorageFault::Refused("why".to_owned()),
            StorageFault::Newer,
            StorageFault::Closed,
            StorageFault::Failed("why".to_owned()),
        ] {
            assert_eq!(storage(&fault), fault.to_string());
        }
    }

    #[test]
    fn what_is_no_chain_is_told_in_the_words_of_the_core() {
        let block = r#"{"index": 1, "timestamp": 0.5, "transactions": [], "proof": 100, "previous_hash": 1}"#;
        let changed = |from: &str, to: &str| format!("[{}]", block.replace(from, to));
        let texts = [
            String::new(),
            "5".to_owned(),
            "{}".to_owned(),
            "{\"chain\": [], \"length\": 2}".to_owned(),
            "[5]".to_owned(),
            format!("[{block}"),
            format!("[{block}] x"),
            changed("\"index\": 1, ", ""),
            changed("\"index\"", "\"number\""),
            changed("\"index\"", "index"),
            changed("\"index\": 1", "\"index\" 1"),
            changed("\"index\": 1,", "\"index\": 1"),
            changed("\"index\": 1", "\"index\": 1, \"index\": 1"),
            changed("\"index\": 1", "\"index\": 0"),
            changed("\"index\": 1", "\"index\": 1.0"),
            changed("\"index\": 1", "\"index\": -1"),
            changed("\"index\": 1", "\"index\": 99999999999999999"),
            changed("\"index\": 1", "\"index\": -"),
            changed("0.5", "1e999"),
            changed("0.5", "null"),
            changed("[]", "{}"),
            changed("[]", "[{\"sender\": 5}]"),
            changed("[]", "[{\"sender\": \"\\ud800\"}]"),
            changed("[]", "[{\"sender\": \"\\x\"}]"),
            changed("hash\": 1", "hash\": 2"),
            changed("hash\": 1", "hash\": \"AB\""),
            changed("hash\": 1", &format!("hash\": \"{}\"", "AB".repeat(32))),
            changed("hash\": 1}", "hash\": \"1"),
        ];
        for text in texts {
            let error = chain::parse_chain(&text, chain::Format::TUTORIAL).unwrap_err();
            assert_eq!(parsing(&error), error.to_string(), "{text}");
        }
    }

    #[test]
    fn every_phrase_of_what_was_expected_is_known() {
        for (phrase, said) in [
            ("a value", t("expected-value")),
            ("a closing quote", t("expected-quote")),
            ("a digit", t("expected-digit")),
        ] {
            assert_eq!(expected(phrase), said);
            assert_eq!(said, phrase);
        }
    }
}
