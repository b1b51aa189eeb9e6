//! The copy's verdicts against validation itself, over many changes, under each rule.

use chain::{
    Block, Chain, Difficulty, FaultKind, Number, PreviousHash, ProofRule, Rules, Transaction,
    parse_chain,
};
use pow::{Backend, Lanes};

use super::{
    copy::{Copy, Flaws},
    opinion::whole_text,
};

const RULES: [ProofRule; 3] = [ProofRule::Classic, ProofRule::Linked, ProofRule::Sealed];

fn rules(proof: ProofRule) -> Rules {
    Rules::tutorial(proof, Difficulty::new(4).unwrap())
}

fn next(chain: &Chain) -> Block {
    let mut block = Block {
        index: chain.length() + 1,
        timestamp: Number::from(1_713_205_900 + chain.length()),
        transactions: vec![Transaction::reward("ada")],
        proof: 0,
        previous_hash: PreviousHash::Hash(chain.tip().hash()),
        merkle_root: None,
    };
    let puzzle = chain.rules().puzzle(chain.tip(), &block);
    block.proof = Lanes.search(&puzzle, 0..u64::MAX).unwrap();
    block
}

fn copy(proof: ProofRule, length: u64) -> Copy {
    let mut chain = Chain::new(rules(proof));
    while chain.length() < length {
        let block = next(&chain);
        chain.append(block).unwrap();
    }
    Copy::new(chain.rules(), chain.links().cloned().collect())
}

fn agrees_with_validation(copy: &Copy, when: &str) {
    let text = whole_text(copy.texts());
    let blocks = parse_chain(&text, chain::Format::TUTORIAL).unwrap();
    let validated = Chain::validate(copy.rules(), blocks);
    if let Ok(chain) = &validated {
        assert_eq!(chain.to_text(), text, "{when}");
    }
    assert_eq!(copy.first_fault(), validated.err(), "{when}");
}

/// Links the block at a position and all behind it again; how many proofs had to be searched.
fn remine(copy: &mut Copy, from: u64) -> u64 {
    let mut searched = 0;
    for position in from..=copy.length() {
        if let Some(puzzle) = copy.tie(position) {
            let proof = Lanes.search(&puzzle, 0..u64::MAX).unwrap();
            copy.change(position, |block| block.proof = proof);
            searched += 1;
        }
    }
    searched
}

#[test]
fn an_untouched_copy_is_valid_and_unchanged() {
    for proof in RULES {
        let copy = copy(proof, 5);
        agrees_with_validation(&copy, "untouched");
        assert_eq!(copy.first_fault(), None);
        assert!(!copy.is_changed());
    }
}

#[test]
fn whatever_is_changed_the_first_fault_is_that_of_validation() {
    // Any small generator will do: what matters is that each run is the same.
    let mut seed = 1_u64;
    let mut chance = move |of: u64| {
        seed = seed
            .wrapping_mul(6364136223846793005)
            .wrapping_add(1442695040888963407);
        (seed >> 33) % of
    };
    for proof in RULES {
        let mut copy = copy(proof, 6);
        let mut kinds = Vec::new();
        for step in 0..400 {
            let position = 1 + chance(copy.length());
            let number = chance(3);
            match chance(8) {
                0 => copy.change(position, |block| block.index = position + number),
                1 => copy.change(position, |block| block.proof = number),
                2 => copy.change(position, |block| block.timestamp = Number::from(number)),
                3 => copy.change(position, |block| block.previous_hash = PreviousHash::One),
                4 => copy.change(position, |block| {
                    block.transactions.push(Transaction::reward("mallory"));
                }),
                5 => copy.restore_block(position),
                6 => drop(copy.tie(position)),
                _ => drop(remine(&mut copy, position)),
            }
            agrees_with_validation(&copy, &format!("{proof}, step {step}"));
            kinds.extend(copy.first_fault().map(|fault| fault.kind));
        }
        for kind in [FaultKind::Genesis, FaultKind::Index, FaultKind::Link] {
            assert!(kinds.contains(&kind), "{proof}: {kind} never came first");
        }
        copy.restore();
        agrees_with_validation(&copy, "restored");
        assert!(!copy.is_changed());
    }
}

#[test]
fn a_changed_transaction_breaks_what_the_rule_ties_to_it() {
    for (proof, own_proof, next_proof) in [
        (ProofRule::Classic, true, true),
        (ProofRule::Linked, true, false),
        (ProofRule::Sealed, false, true),
    ] {
        // A wrong proof holds by luck once in 16 times, so the change is one of which none does.
        let broken = (0..64).any(|amount: u64| {
            let mut copy = copy(proof, 5);
            copy.change(3, |block| {
                block.transactions[0].amount = Number::from(1000 + amount);
            });
            let holds = |position| copy.judge(position).unwrap().ties.unwrap().proves;
            let links = |position| copy.judge(position).unwrap().ties.unwrap().links;
            assert!(links(3) && !links(4) && links(5), "{proof}");
            agrees_with_validation(&copy, "changed");
            (holds(3), holds(4)) == (own_proof, next_proof)
        });
        assert!(broken, "{proof}");
    }
}

#[test]
fn linking_anew_costs_no_work_under_classic_and_all_of_it_under_sealed() {
    let mut costs = Vec::new();
    for proof in RULES {
        let mut copy = copy(proof, 60);
        copy.change(2, |block| {
            block.transactions[0].recipient = "mallory".to_owned()
        });
        costs.push(remine(&mut copy, 2));
        assert_eq!(copy.first_fault(), None, "{proof}");
        agrees_with_validation(&copy, "mined anew");
        assert!(copy.is_changed() && copy.is_rewritten());
    }
    assert_eq!(costs[0], 0, "classic");
    // 4 bits: about one of 16 proofs holds by luck.
    assert!(costs[1] > 40, "linked: {}", costs[1]);
    assert!(costs[2] > 40, "sealed: {}", costs[2]);
}

#[test]
fn a_block_can_be_added_and_restoring_takes_it_away() {
    let mut copy = copy(ProofRule::Sealed, 3);
    let block = copy.judge(3).unwrap().link.block().clone();
    copy.append(block);
    assert_eq!(copy.length(), 4);
    remine(&mut copy, 4);
    assert!(!copy.is_rewritten(), "what was there says what it said");
    agrees_with_validation(&copy, "added");
    assert_eq!(copy.first_fault(), None);
    assert_eq!(copy.judge(4).unwrap().original_hash, None);
    copy.restore_block(4);
    assert_eq!(copy.length(), 4, "it was never otherwise");
    copy.restore();
    assert_eq!((copy.length(), copy.first_fault()), (3, None));
}

#[test]
fn the_genesis_is_never_tied_and_what_is_not_there_is_not_changed() {
    let mut copy = copy(ProofRule::Classic, 2);
    assert_eq!(copy.tie(1), None);
    for position in [0, 3, u64::MAX] {
        copy.change(position, |block| block.proof = 1);
        copy.restore_block(position);
        assert_eq!(copy.tie(position), None);
        assert_eq!(copy.judge(position), None);
    }
    assert!(!copy.is_changed());
}

#[test]
fn a_crack_runs_from_the_changed_block_and_retreats_block_by_block() {
    for proof in RULES {
        let mut copy = copy(proof, 6);
        assert_eq!(copy.crack(), None);
        copy.change(3, |block| {
            block.transactions[0].recipient = "mallory".to_owned()
        });
        assert_eq!(copy.crack(), Some(3), "{proof}");
        assert!(copy.flaws(3).unwrap().changed);
        assert!(copy.flaws(4).unwrap().unlinked);
        assert_eq!(copy.flaws(6), Some(Flaws::default()), "sound in itself");
        // A later change is in the same crack.
        copy.change(5, |block| block.timestamp = Number::from(1_u64));
        assert_eq!(copy.crack(), Some(3), "{proof}");
        for position in 3..=6 {
            if let Some(puzzle) = copy.tie(position) {
                assert_eq!(copy.crack(), Some(position), "{proof}: it lacks its proof");
                let proof = Lanes.search(&puzzle, 0..u64::MAX).unwrap();
                copy.prove(position, proof);
            }
            let rest = Some(position + 1).filter(|&rest| rest <= 6);
            assert_eq!(copy.crack(), rest, "{proof}: mended up to {position}");
        }
        // What was mended may be broken again, and it begins where it is broken.
        copy.change(4, |block| block.timestamp = Number::from(2_u64));
        assert_eq!(copy.crack(), Some(4), "{proof}");
        copy.restore();
        assert_eq!(copy.crack(), None);
    }
}

#[test]
fn a_crack_begins_at_the_block_that_is_broken_itself() {
    let mut copy = copy(ProofRule::Classic, 5);
    copy.change(4, |block| block.previous_hash = PreviousHash::One);
    assert_eq!(copy.crack(), Some(4));
    copy.change(1, |block| block.proof = 1);
    assert_eq!(copy.crack(), Some(1));
    assert!(copy.flaws(1).unwrap().misplaced);
    copy.restore_block(1);
    assert_eq!(copy.crack(), Some(4));
    copy.restore_block(4);
    assert_eq!((copy.crack(), copy.flaws(6)), (None, None));
}

#[test]
fn what_is_owed_is_what_has_to_be_searched() {
    // Under classic nothing, as long as no proof is touched.
    let mut classic = copy(ProofRule::Classic, 60);
    classic.change(2, |block| block.transactions.clear());
    assert_eq!(classic.owing(2), 0);
    assert_eq!(remine(&mut classic, 2), 0);
    // Otherwise all of it; proofs that hold by luck, one of 16 here, are not foreseen.
    for proof in [ProofRule::Linked, ProofRule::Sealed] {
        let mut copy = copy(proof, 60);
        assert_eq!(copy.owing(2), 0, "{proof}: nothing is broken");
        copy.change(2, |block| block.transactions.clear());
        let owed = copy.owing(2);
        assert!((57..=59).contains(&owed), "{proof}: {owed}");
        let mended = copy.length() / 2;
        for position in 2..=mended {
            if let Some(puzzle) = copy.tie(position) {
                copy.prove(position, Lanes.search(&puzzle, 0..u64::MAX).unwrap());
            }
        }
        let left = copy.owing(mended + 1);
        assert!((27..=30).contains(&left), "{proof}: {left}");
        assert!(remine(&mut copy, mended + 1) <= left, "{proof}");
        assert_eq!(copy.owing(2), 0, "{proof}: all is mended");
    }
}

#[test]
fn what_tying_gives_back_its_hash_costs_nothing_behind_it() {
    for proof in [ProofRule::Linked, ProofRule::Sealed] {
        let mut copy = copy(proof, 6);
        copy.change(3, |block| block.index = 7);
        assert!(copy.first_fault().is_some());
        assert_eq!(copy.owing(3), 0, "{proof}");
        assert_eq!(remine(&mut copy, 3), 0, "{proof}");
    }
}
