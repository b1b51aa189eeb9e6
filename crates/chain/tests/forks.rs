//! Chains that fork, meet again, and replace each other.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test fails by panicking"
)]

use chain::{
    AdoptError, Block, Chain, Difficulty, Fault, FaultKind, Number, PreviousHash, ProofRule, Rules,
    Transaction,
};
use pow::{Backend, Reference};

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test;
#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

const EASY: Rules = Rules::tutorial(ProofRule::Linked, Difficulty::MIN);

/// The next block of a chain, told from others by its recipient.
fn next(chain: &Chain, recipient: &str) -> Block {
    let mut block = Block {
        index: chain.length() + 1,
        timestamp: Number::from(1_713_205_939u64),
        transactions: vec![Transaction::reward(recipient)],
        proof: 0,
        previous_hash: PreviousHash::Hash(chain.tip().hash()),
        merkle_root: None,
    };
    let puzzle = chain.rules().puzzle(chain.tip(), &block);
    block.proof = Reference.search(&puzzle, 0..u64::MAX).unwrap();
    block
}

fn grow(chain: &mut Chain, recipient: &str, blocks: usize) {
    for _ in 0..blocks {
        chain.append(next(chain, recipient)).unwrap();
    }
}

fn chain_of(recipient: &str, blocks: usize) -> Chain {
    let mut chain = Chain::new(EASY);
    grow(&mut chain, recipient, blocks);
    chain
}

/// Hands the blocks of `theirs` behind `base` to a branch of `ours`.
fn branch(ours: &Chain, theirs: &Chain, base: u64) -> chain::Branch {
    let mut branch = ours.fork(base);
    for link in theirs.links().skip(base as usize) {
        branch.push(link.block().clone()).unwrap();
    }
    branch
}

#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test)]
fn the_seeds_first_proofs_are_35293_35089_119678() {
    let mut chain = Chain::new(Rules::default());
    grow(&mut chain, "miner", 3);
    let proofs: Vec<u64> = chain.links().map(|link| link.block().proof).collect();
    assert_eq!(proofs, [100, 35293, 35089, 119678]);
}

#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test)]
fn a_longer_chain_replaces_a_shorter_one_from_where_they_part() {
    let mut ours = chain_of("both", 2);
    let mut theirs = ours.clone();
    grow(&mut ours, "we", 2);
    grow(&mut theirs, "they", 3);
    let base = ours.last_common(&theirs.locator());
    assert_eq!(base, 3);
    let reorg = ours.adopt(branch(&ours, &theirs, base)).unwrap();
    assert_eq!(
        (reorg.base, reorg.orphaned.len(), reorg.adopted.len()),
        (3, 2, 3)
    );
    assert_eq!(ours.to_text(), theirs.to_text());
}

#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test)]
fn at_equal_length_ones_own_chain_stays() {
    let mut ours = chain_of("we", 2);
    let theirs = chain_of("they", 2);
    let before = ours.to_text();
    let refused = ours.adopt(branch(&ours, &theirs, 1)).unwrap_err();
    assert_eq!(refused, AdoptError::NotLonger { offered: 3, own: 3 });
    assert_eq!(ours.to_text(), before);
}

#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test)]
fn a_chain_with_another_genuine_genesis_can_win() {
    let mut ours = chain_of("we", 1);
    let genesis = Block {
        timestamp: Number::from_f64(1700000000.25).unwrap(),
        previous_hash: PreviousHash::OneText,
        ..Block::genesis()
    };
    let mut theirs = Chain::validate(EASY, vec![genesis]).unwrap();
    grow(&mut theirs, "they", 2);
    assert_eq!(ours.last_common(&theirs.locator()), 0);
    let reorg = ours.adopt(branch(&ours, &theirs, 0)).unwrap();
    assert_eq!(
        (reorg.base, reorg.orphaned.len(), reorg.adopted.len()),
        (0, 2, 3)
    );
    assert_eq!(ours.to_text(), theirs.to_text());
}

#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test)]
fn a_branch_whose_base_was_replaced_meanwhile_is_stale() {
    let mut ours = chain_of("we", 2);
    let mut theirs = ours.clone();
    grow(&mut theirs, "they", 9);
    let late = branch(&ours, &theirs, 3);
    let third = chain_of("others", 4);
    ours.adopt(branch(&ours, &third, 1)).unwrap();
    assert_eq!(ours.adopt(late).unwrap_err(), AdoptError::Stale { base: 3 });
    assert_eq!(ours.to_text(), third.to_text());
}

#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test)]
fn blocks_that_the_chain_got_meanwhile_are_not_orphaned() {
    let mut ours = chain_of("we", 1);
    let mut theirs = ours.clone();
    grow(&mut theirs, "they", 3);
    let offered = branch(&ours, &theirs, 2);
    ours.append(theirs.get(3).unwrap().block().clone()).unwrap();
    let reorg = ours.adopt(offered).unwrap();
    assert_eq!(
        (reorg.base, reorg.orphaned.len(), reorg.adopted.len()),
        (3, 0, 2)
    );
}

#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test)]
fn a_branch_under_other_rules_is_not_adopted() {
    let mut ours = Chain::new(Rules::default());
    let theirs = chain_of("they", 3);
    let offered = theirs.fork(4);
    assert!(matches!(
        ours.adopt(offered),
        Err(AdoptError::OtherRules { .. })
    ));
}

#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test)]
fn a_faulty_block_changes_neither_chain_nor_branch() {
    let mut ours = chain_of("we", 2);
    let before = ours.to_text();
    let good = next(&ours, "we");
    let faulty = [
        (
            Block {
                index: 5,
                ..good.clone()
            },
            FaultKind::Index,
        ),
        (
            Block {
                previous_hash: PreviousHash::One,
                ..good.clone()
            },
            FaultKind::Link,
        ),
        (
            Block {
                previous_hash: PreviousHash::Hash(ours.get(1).unwrap().hash()),
                ..good
            },
            FaultKind::Link,
        ),
    ];
    for (block, kind) in faulty {
        let mut branch = ours.fork(3);
        assert_eq!(ours.append(block.clone()), Err(Fault::of_block(4, kind)));
        assert_eq!(branch.push(block), Err(Fault::of_block(4, kind)));
        assert_eq!(branch.length(), 3);
        assert_eq!(ours.to_text(), before);
    }
}

#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test)]
fn a_branch_from_nothing_must_begin_with_a_genesis() {
    let ours = chain_of("we", 1);
    let mut branch = ours.fork(0);
    assert!(branch.tip().is_none());
    let second = ours.get(2).unwrap().block().clone();
    assert_eq!(
        branch.push(second.clone()),
        Err(Fault::of_block(1, FaultKind::Genesis))
    );
    branch.push(Block::genesis()).unwrap();
    branch.push(second).unwrap();
    assert_eq!(branch.tip().unwrap().hash(), ours.tip().hash());
}

#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test)]
fn a_branch_is_cut_down_to_the_block_it_grows_from_and_no_further() {
    let ours = chain_of("we", 4);
    let mut branch = branch(&ours, &ours, 2);
    while !branch.truncate(4).free(1) {}
    assert_eq!(
        (branch.length(), branch.tip().unwrap().hash()),
        (4, ours.get(4).unwrap().hash())
    );
    while !branch.truncate(0).free(1) {}
    assert_eq!(
        (branch.length(), branch.tip().unwrap().hash()),
        (2, ours.get(2).unwrap().hash())
    );
}

#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test)]
fn a_chain_and_a_branch_know_how_long_their_text_is() {
    let mut ours = chain_of("we", 4);
    let theirs = chain_of("somebody with a longer name", 9);
    assert_eq!(ours.bytes(), ours.to_text().len());
    let mut offered = branch(&ours, &theirs, 1);
    assert_eq!(offered.bytes(), theirs.to_text().len());
    drop(offered.truncate(4));
    offered
        .push(theirs.get(5).unwrap().block().clone())
        .unwrap();
    offered
        .push(theirs.get(6).unwrap().block().clone())
        .unwrap();
    ours.adopt(offered).unwrap();
    assert_eq!(ours.bytes(), ours.to_text().len());
    grow(&mut ours, "we", 1);
    assert_eq!(ours.bytes(), ours.to_text().len());
    let blocks = ours.links().map(|link| link.block().clone()).collect();
    let read = Chain::validate(ours.rules(), blocks).unwrap();
    assert_eq!(read.bytes(), ours.bytes());
}

#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test)]
fn a_fork_beyond_the_tip_is_one_at_the_tip() {
    let ours = chain_of("we", 4);
    assert_eq!(ours.fork(u64::MAX).base(), 5);
}

#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test)]
fn a_locator_is_short_dense_at_the_tip_and_ends_at_the_genesis() {
    let chain = chain_of("we", 4999);
    let locator = chain.locator();
    let indices: Vec<u64> = locator.iter().map(|(index, _)| *index).collect();
    assert_eq!(
        indices[..11],
        [
            5000, 4999, 4998, 4997, 4996, 4995, 4994, 4993, 4992, 4991, 4989
        ]
    );
    assert_eq!(indices.last(), Some(&1));
    assert!(indices.is_sorted_by(|newer, older| newer > older));
    assert!(locator.len() < 10 + 13, "{}", locator.len());
    assert!(
        locator
            .iter()
            .all(|(index, hash)| chain.contains_at(*index, hash))
    );
    assert_eq!(Chain::new(EASY).locator(), [(1, Block::genesis().hash())]);
}

#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test)]
fn a_locator_finds_a_common_block_however_deep_and_a_lie_finds_none() {
    let mut ours = chain_of("both", 600);
    let mut theirs = ours.clone();
    grow(&mut ours, "we", 300);
    grow(&mut theirs, "they", 250);
    let common = ours.last_common(&theirs.locator());
    assert!((1..=601).contains(&common), "{common}");
    // Steps double, so what is searched again is at most as long as what is new.
    assert!(common > 601 - 300, "{common}");

    let lie = [
        (0, ours.tip().hash()),
        (u64::MAX, ours.tip().hash()),
        (5, ours.tip().hash()),
    ];
    assert_eq!(ours.last_common(&lie), 0);
    assert_eq!(ours.last_common(&[]), 0);
}

#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test)]
fn rules_read_and_print_as_people_and_json_name_them() {
    for name in ["classic", "linked", "sealed"] {
        assert_eq!(name.parse::<ProofRule>().unwrap().to_string(), name);
        let json = format!("{{\"proof\":\"{name}\",\"difficulty_bits\":13}}");
        let rules: Rules = serde_json::from_str(&json).unwrap();
        assert_eq!(rules.to_string(), format!("{name}, 13 bits"));
        assert_eq!(serde_json::to_string(&rules).unwrap(), json);
    }
    assert!("Classic".parse::<ProofRule>().is_err());
    assert!(
        serde_json::from_str::<Rules>("{\"proof\":\"classic\",\"difficulty_bits\":257}").is_err()
    );
}
