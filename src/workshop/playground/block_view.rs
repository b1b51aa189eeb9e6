//! The block view: a proof by hand or by mining, and what changing the block does to it.

use std::rc::Rc;

use chain::ProofRule;
use pow::Puzzle;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::sheet::{Sheet, Work};
use crate::{
    page::{
        components::{choice, hash_in_full},
        failure::Failure,
        figures::{grouped, large},
        language::use_language,
        texts::{t, t_args},
        visibility::is_hidden,
        wording,
    },
    workshop::{
        edit_field::EditField,
        field_values::{self, Misfit},
        finding::{Found, Stop, find},
        learner_action::{self, LearnerAction},
    },
};

/// How the search for a proof is getting on.
#[derive(Clone, Debug, Default, PartialEq)]
enum Mining {
    #[default]
    Idle,
    /// So many hashes so far.
    Trying(u64),
    Found(Found),
    Stopped,
    Failed(Failure),
}

/// What is on the table.
#[derive(Clone, PartialEq)]
struct Table {
    sheet: Sheet,
    /// The sheet for which the proof was last found: what was said then, and may be changed now.
    proved: Option<Sheet>,
    mining: Mining,
    /// Counts changes of the proof that were not typed.
    generation: u64,
}

enum Act {
    Change(Sheet),
    /// A proof that was not typed.
    Step(Sheet),
    Mining(Mining),
    /// The search ended for this sheet.
    Found(Sheet, Found),
}

impl Reducible for Table {
    type Action = Act;

    fn reduce(self: Rc<Self>, act: Act) -> Rc<Self> {
        let mut table = (*self).clone();
        match act {
            Act::Change(sheet) => table.put(sheet),
            Act::Step(sheet) => {
                table.put(sheet);
                table.generation += 1;
            }
            Act::Mining(mining) => table.mining = mining,
            Act::Found(sheet, found) => {
                table.put(Sheet {
                    proof: found.proof,
                    ..sheet
                });
                table.mining = Mining::Found(found);
                table.generation += 1;
            }
        }
        Rc::new(table)
    }
}

impl Table {
    fn new() -> Self {
        Self {
            sheet: Sheet::new(t("play-sender-example"), t("play-recipient-example")),
            proved: None,
            mining: Mining::Idle,
            generation: 0,
        }
    }

    fn put(&mut self, sheet: Sheet) {
        self.mining = Mining::Idle;
        self.sheet = sheet;
        let holds = self.holds();
        let same_but_for_contents = self
            .proved
            .as_ref()
            .is_some_and(|proved| self.sheet.differs_in_contents_only(proved));
        // A proof that holds for other contents, too, was not found for these.
        if holds && !same_but_for_contents {
            self.proved = Some(self.sheet.clone());
        }
    }

    fn holds(&self) -> bool {
        let puzzle = self.sheet.puzzle();
        puzzle.is_ok_and(|puzzle| self.sheet.work(&puzzle).holds)
    }

    /// Whether only what the block says has changed since its proof was found.
    fn is_altered(&self) -> bool {
        let proved = self.proved.as_ref();
        proved.is_some_and(|proved| self.sheet.differs_in_contents_only(proved))
    }
}

/// The sheet with its fields, the text that is hashed, and the verdict.
#[component]
pub fn BlockView() -> Html {
    use_language();
    let table = use_reducer(Table::new);
    let search = use_mut_ref(Stop::default);
    {
        let search = search.clone();
        use_effect_with((), move |()| move || search.borrow().stop());
    }
    // Whatever changes, a search for what it was before is void.
    let change = {
        let (table, search) = (table.clone(), search.clone());
        Callback::from(move |sheet: Sheet| {
            search.borrow().stop();
            tell(&table, &sheet);
            table.dispatch(Act::Change(sheet));
        })
    };
    let step = {
        let (table, search) = (table.clone(), search.clone());
        Callback::from(move |_: MouseEvent| {
            search.borrow().stop();
            let mut sheet = table.sheet.clone();
            sheet.proof = sheet.proof.wrapping_add(1);
            tell(&table, &sheet);
            table.dispatch(Act::Step(sheet));
        })
    };
    let Ok(puzzle) = table.sheet.puzzle() else {
        return Html::default();
    };
    let mine = {
        let (table, search, puzzle) = (table.clone(), search.clone(), puzzle.clone());
        Callback::from(move |_: MouseEvent| {
            let stop = Stop::default();
            search.replace(stop.clone()).stop();
            spawn_local(mined(
                table.dispatcher(),
                table.sheet.clone(),
                puzzle.clone(),
                stop,
            ));
        })
    };
    let cancel = {
        let (table, search) = (table.clone(), search.clone());
        Callback::from(move |_: MouseEvent| {
            search.borrow().stop();
            if matches!(table.mining, Mining::Trying(_)) {
                table.dispatch(Act::Mining(Mining::Stopped));
            }
        })
    };
    let work = table.sheet.work(&puzzle);
    let running = matches!(table.mining, Mining::Trying(_));
    html! {
        <section class="panel block-view" aria-labelledby="play-block-title">
            <h2 id="play-block-title">{ t("play-block-title") }</h2>
            <p class="note">{ t("play-block-intro") }</p>
            { rules(&table.sheet, &change) }
            { before(&table.sheet, &change) }
            { contents(&table.sheet, &change) }
            <div class="proof-row">
                <EditField
                    id="play-proof"
                    label={t("play-proof")}
                    value={table.sheet.proof.to_string()}
                    generation={table.generation}
                    inputmode="numeric"
                    on_edit={edit(&table.sheet, &change, field_values::proof, |sheet, proof| sheet.proof = proof)}
                >
                    <button
                        data-testid="play-proof-up"
                        aria-label={t("play-proof-up-name")}
                        onclick={step}
                    >
                        { t("play-proof-up") }
                    </button>
                    <button class="main" data-testid="play-mine" onclick={mine}>
                        { t("play-mine") }
                    </button>
                    <button data-testid="play-cancel" aria-disabled={(!running).then_some("true")} onclick={cancel}>
                        { t("play-cancel") }
                    </button>
                </EditField>
                <p class="note" role="status" data-testid="play-mining">{ mining(&table) }</p>
            </div>
            { verdict(&table, &work) }
            { hashed(&table.sheet, &puzzle, &work) }
            <div class="port own">
                <span class="term">{ t("play-own-hash") }</span>
                { hash_in_full(&table.sheet.block().hash()) }
            </div>
        </section>
    }
}

/// Tells the open lesson what a change of the sheet by hand comes to.
fn tell(table: &Table, sheet: &Sheet) {
    let mut next = table.clone();
    next.put(sheet.clone());
    let holds = next.holds();
    if sheet.proof != table.sheet.proof {
        learner_action::tell(LearnerAction::ProofTried {
            by_hand: true,
            holds,
        });
    } else if sheet.transaction != table.sheet.transaction && next.is_altered() {
        learner_action::tell(LearnerAction::ContentsChanged {
            rule: sheet.rules.proof,
            bits: sheet.rules.difficulty.bits(),
            holds,
        });
    }
}

/// Searches, and tells the table how it goes until `stop` says that nobody listens.
async fn mined(table: UseReducerDispatcher<Table>, sheet: Sheet, puzzle: Puzzle, stop: Stop) {
    table.dispatch(Act::Mining(Mining::Trying(0)));
    let progress = |tried| {
        if !stop.is_stopped() && !is_hidden() {
            table.dispatch(Act::Mining(Mining::Trying(tried)));
        }
    };
    let found = find(&puzzle, &stop, progress).await;
    if stop.is_stopped() {
        return;
    }
    table.dispatch(match found {
        Ok(Some(found)) => {
            learner_action::tell(LearnerAction::ProofTried {
                by_hand: false,
                holds: puzzle.accepts(found.proof),
            });
            Act::Found(sheet, found)
        }
        Ok(None) => Act::Mining(Mining::Stopped),
        Err(why) => Act::Mining(Mining::Failed(why)),
    });
}

/// Reads what is typed and puts it on the sheet.
fn edit<T: 'static>(
    sheet: &Sheet,
    change: &Callback<Sheet>,
    read: fn(&str) -> Result<T, Misfit>,
    put: fn(&mut Sheet, T),
) -> Callback<String, Result<(), Misfit>> {
    let (sheet, change) = (sheet.clone(), change.clone());
    Callback::from(move |text: String| {
        let value = read(&text)?;
        let mut sheet = sheet.clone();
        put(&mut sheet, value);
        change.emit(sheet);
        Ok(())
    })
}

fn rules(sheet: &Sheet, change: &Callback<Sheet>) -> Html {
    let option = |value: ProofRule, id: &'static str| (value, id, value.to_string());
    let options = [
        option(ProofRule::Classic, "play-rule-classic"),
        option(ProofRule::Linked, "play-rule-linked"),
        option(ProofRule::Sealed, "play-rule-sealed"),
    ];
    let on_choose = {
        let (sheet, change) = (sheet.clone(), change.clone());
        Callback::from(move |proof: ProofRule| {
            let mut sheet = sheet.clone();
            sheet.rules.proof = proof;
            change.emit(sheet);
        })
    };
    html! {
        <div class="play-rules">
            <div class="field">
                <span class="term">{ t("play-rule") }</span>
                { choice("play-rule", t("play-rule"), options, sheet.rules.proof, &on_choose) }
            </div>
            <EditField
                id="play-difficulty"
                label={t("play-difficulty")}
                value={sheet.rules.difficulty.to_string()}
                inputmode="numeric"
                on_edit={edit(sheet, change, field_values::difficulty, |sheet, difficulty| {
                    sheet.rules.difficulty = difficulty;
                })}
            />
            <p class="note">
                { match sheet.rules.proof {
                    ProofRule::Classic => t("play-rule-classic"),
                    ProofRule::Linked => t("play-rule-linked"),
                    // The playground has no headers.
                    ProofRule::Sealed | ProofRule::Header => t("play-rule-sealed"),
                } }
            </p>
        </div>
    }
}

fn before(sheet: &Sheet, change: &Callback<Sheet>) -> Html {
    html! {
        <fieldset class="before">
            <legend>{ t("play-block-before") }</legend>
            <EditField
                id="play-previous-proof"
                label={t("play-previous-proof")}
                value={sheet.previous_proof.to_string()}
                inputmode="numeric"
                on_edit={edit(sheet, change, field_values::proof, |sheet, proof| sheet.previous_proof = proof)}
            />
            <EditField
                id="play-previous-hash"
                label={t("play-previous-hash")}
                value={sheet.previous_hash.to_string()}
                on_edit={edit(sheet, change, field_values::hash, |sheet, hash| sheet.previous_hash = hash)}
            />
        </fieldset>
    }
}

fn contents(sheet: &Sheet, change: &Callback<Sheet>) -> Html {
    let any = |text: &str| Ok(text.to_owned());
    html! {
        <fieldset class="contents">
            <legend>{ t("play-this-block") }</legend>
            <EditField
                id="play-sender"
                label={t("play-sender")}
                value={sheet.transaction.sender.clone()}
                on_edit={edit(sheet, change, any, |sheet, sender| sheet.transaction.sender = sender)}
            />
            <EditField
                id="play-recipient"
                label={t("play-recipient")}
                value={sheet.transaction.recipient.clone()}
                on_edit={edit(sheet, change, any, |sheet, recipient| sheet.transaction.recipient = recipient)}
            />
            <EditField
                id="play-amount"
                label={t("play-amount")}
                value={sheet.transaction.amount.to_string()}
                inputmode="decimal"
                on_edit={edit(sheet, change, field_values::number, |sheet, amount| sheet.transaction.amount = amount)}
            />
        </fieldset>
    }
}

/// The exact text, in its parts.
fn hashed(sheet: &Sheet, puzzle: &Puzzle, work: &Work) -> Html {
    let first = match sheet.rules.proof {
        ProofRule::Classic | ProofRule::Linked => t("play-part-last-proof"),
        ProofRule::Sealed | ProofRule::Header => t("play-part-payload"),
    };
    html! {
        <div class="hashed">
            <span class="term">{ t("play-hashed") }</span>
            <code class="parts" data-testid="play-hashed">
                <span class="part" title={first.clone()}>{ puzzle.prefix() }</span>
                <strong class="part" title={t("play-part-proof")}>{ sheet.proof }</strong>
                if !puzzle.suffix().is_empty() {
                    <span class="part" title={t("play-part-last-hash")}>{ puzzle.suffix() }</span>
                }
            </code>
            <p class="note">
                { first }{ " + " }<strong>{ t("play-part-proof") }</strong>
                if !puzzle.suffix().is_empty() { { " + " }{ t("play-part-last-hash") } }
            </p>
            <span class="term">{ t("play-work") }</span>
            { zeros_first(work) }
        </div>
    }
}

/// The hash with its leading zeros set apart.
fn zeros_first(work: &Work) -> Html {
    let digits = work.hash.to_string();
    let zeros = digits.len() - digits.trim_start_matches('0').len();
    let (zeros, rest) = digits.split_at(zeros);
    html! {
        <code class="all-digits" data-testid="play-work">
            if !zeros.is_empty() { <b>{ zeros }</b> }
            { rest }
        </code>
    }
}

fn verdict(table: &Table, work: &Work) -> Html {
    let asked = table.sheet.rules.difficulty.bits();
    let args = [("bits", work.zero_bits.into()), ("asked", asked.into())];
    html! {
        <div class="play-verdict" role="status">
            <p
                class={classes!("holds", (!work.holds).then_some("fault"))}
                data-testid="play-verdict"
                data-holds={if work.holds { "true" } else { "false" }}
            >
                <span aria-hidden="true">{ if work.holds { "✓ " } else { "✕ " } }</span>
                { if work.holds { t_args("play-holds", args) } else { t_args("play-fails", args) } }
            </p>
            if table.is_altered() {
                <p data-testid="play-altered">
                    { t_args(altered(table.sheet.rules.proof, work.holds), [
                        ("bits", asked.into()),
                        ("expected", large(table.sheet.rules.difficulty.expected_hashes()).into()),
                    ]) }
                </p>
            }
        </div>
    }
}

/// What it means that a block says something else now, and its proof holds or does not. Under `sealed` it may hold by
/// luck, though what it says is looked at.
fn altered(rule: ProofRule, holds: bool) -> &'static str {
    match (rule, holds) {
        (ProofRule::Classic, _) => "play-flaw",
        (ProofRule::Linked, _) => "play-flaw-linked",
        (ProofRule::Sealed | ProofRule::Header, true) => "play-luck",
        (ProofRule::Sealed | ProofRule::Header, false) => "play-no-flaw",
    }
}

fn mining(table: &Table) -> String {
    match &table.mining {
        Mining::Idle => String::new(),
        Mining::Trying(tried) => t_args("play-mining", [("tried", grouped(*tried).into())]),
        Mining::Found(found) => t_args(
            "play-mined",
            [
                ("proof", found.proof.to_string().into()),
                ("count", found.tried.into()),
                ("tried", grouped(found.tried).into()),
                ("span", wording::span(found.seconds).into()),
                (
                    "expected",
                    large(table.sheet.rules.difficulty.expected_hashes()).into(),
                ),
            ],
        ),
        Mining::Stopped => t("play-stopped"),
        Mining::Failed(why) => t_args("play-failed", [("why", why.reason().into())]),
    }
}
