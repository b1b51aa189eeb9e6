//! The sentences of the page, from `locales/`, as the build packs them ([`packed`](super::packed)).
//!
//! A sentence is data in [Fluent](https://projectfluent.org)'s format, found by its key. Those of the
//! core crates (errors, faults) are found here, too: [`refusals`](super::refusals) says them.

use std::cell::RefCell;

use litemap::LiteMap;

use super::{language::Language, pattern};

pub use super::pattern::Arg;

/// The same sentences in every language, packed.
#[derive(Clone, Copy)]
pub struct Source {
    /// In English, with their keys.
    pub english: &'static str,
    /// In Simplified Chinese, in the same order.
    pub chinese: &'static str,
}

/// The sentences that every view needs.
const PAGE: Source = Source {
    english: include_str!(concat!(env!("OUT_DIR"), "/en.ftl")),
    chinese: include_str!(concat!(env!("OUT_DIR"), "/zh-CN.ftl")),
};

thread_local! {
    static TEXTS: RefCell<Texts> = RefCell::new(Texts::new(Language::default(), vec![PAGE]));
}

/// The sentence of this key.
pub fn t(key: &str) -> String {
    TEXTS.with_borrow(|texts| texts.sentence(key, &[]))
}

/// The sentence of this key, with its arguments filled in. A number chooses the plural form; to be
/// shown in a chosen format it is also passed as text.
pub fn t_args<const N: usize>(key: &str, args: [(&'static str, Arg<'_>); N]) -> String {
    TEXTS.with_borrow(|texts| texts.sentence(key, &args))
}

/// Speaks this language from now on.
pub fn speak(language: Language) {
    TEXTS.with_borrow_mut(|texts| {
        if texts.language != language {
            *texts = Texts::new(language, std::mem::take(&mut texts.sources));
        }
    });
}

/// Adds the sentences of further views.
pub fn extend(source: Source) {
    TEXTS.with_borrow_mut(|texts| {
        texts.read(source);
        texts.sources.push(source);
    });
}

struct Texts {
    language: Language,
    sources: Vec<Source>,
    /// The pattern of each, by its key.
    sentences: LiteMap<&'static str, &'static str>,
}

impl Texts {
    fn new(language: Language, sources: Vec<Source>) -> Self {
        let mut texts = Self {
            language,
            sources: Vec::new(),
            sentences: LiteMap::new(),
        };
        for &source in &sources {
            texts.read(source);
        }
        texts.sources = sources;
        texts
    }

    fn read(&mut self, source: Source) {
        let english = source.english.lines();
        let english = english.filter_map(|line| line.split_once('\t'));
        for ((key, english), chinese) in english.zip(source.chinese.lines()) {
            let pattern = match self.language {
                Language::English => english,
                Language::Chinese => chinese,
            };
            self.sentences.insert(key, pattern);
        }
    }

    /// A missing sentence shows its key, which is easier to find than a blank.
    fn sentence(&self, key: &str, args: &[(&str, Arg<'_>)]) -> String {
        match self.sentences.get(key) {
            Some(pattern) => pattern::filled(pattern, args, self.language),
            None => key.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{
        collections::{BTreeMap, BTreeSet},
        fs,
        path::{Path, PathBuf},
    };

    use fluent_bundle::{FluentArgs, FluentBundle, FluentResource, FluentValue};
    use fluent_syntax::{ast::Entry, parser};

    use super::*;
    use crate::page::typography;

    const WORKSHOP: Source = Source {
        english: include_str!(concat!(env!("OUT_DIR"), "/workshop.en.ftl")),
        chinese: include_str!(concat!(env!("OUT_DIR"), "/workshop.zh-CN.ftl")),
    };

    /// The sentences as they are written.
    const WRITTEN: [Source; 2] = [
        Source {
            english: include_str!("../../locales/en.ftl"),
            chinese: include_str!("../../locales/zh-CN.ftl"),
        },
        Source {
            english: include_str!("../../locales/workshop.en.ftl"),
            chinese: include_str!("../../locales/workshop.zh-CN.ftl"),
        },
    ];

    #[test]
    fn every_sentence_is_in_the_program() {
        for (source, written) in [PAGE, WORKSHOP].into_iter().zip(WRITTEN) {
            for (language, text) in [
                (Language::English, written.english),
                (Language::Chinese, written.chinese),
            ] {
                let keys: Vec<_> = sentences(text).into_keys().collect();
                let texts = Texts::new(language, vec![source]);
                assert!(texts.sentences.keys().eq(&keys), "{language:?}");
            }
        }
    }

    #[test]
    fn every_sentence_is_filled_in_as_fluents_own_library_does() {
        let counts = [0.0, 1.0, 2.0, 21.0, 1_000_000.0, 0.5];
        for (source, written) in [PAGE, WORKSHOP].into_iter().zip(WRITTEN) {
            for (language, text) in [
                (Language::English, written.english),
                (Language::Chinese, written.chinese),
            ] {
                let texts = Texts::new(language, vec![source]);
                let resource = FluentResource::try_new(text.to_owned()).unwrap();
                let mut bundle = FluentBundle::new(vec![language.tag().parse().unwrap()]);
                bundle.set_use_isolating(false);
                bundle.add_resource(resource).unwrap();
                for (key, names) in sentences(text) {
                    for count in counts {
                        let ours: Vec<_> = names
                            .iter()
                            .map(|n| (n.as_str(), Arg::from(count)))
                            .collect();
                        let theirs = FluentArgs::from_iter(
                            names.iter().map(|n| (n.as_str(), FluentValue::from(count))),
                        );
                        let pattern = bundle.get_message(&key).unwrap().value().unwrap();
                        let mut errors = vec![];
                        let wanted = bundle.format_pattern(pattern, Some(&theirs), &mut errors);
                        assert_eq!(texts.sentence(&key, &ours), wanted, "{key} of {count}");
                    }
                }
            }
        }
    }

    #[test]
    fn chinese_is_set_as_the_head_of_its_file_says() {
        let mut faults = vec![];
        for source in WRITTEN {
            let resource = parser::parse_runtime(source.chinese).unwrap();
            for entry in resource.body {
                let Entry::Message(message) = entry else {
                    continue;
                };
                // Lists of words, not sentences.
                if message.id.name.starts_with("node-name-") {
                    continue;
                }
                let fault = message
                    .value
                    .and_then(|pattern| typography::fault(&pattern));
                faults.extend(fault.map(|fault| format!("{}: {fault}", message.id.name)));
            }
        }
        assert!(faults.is_empty(), "{}", faults.join("\n"));
    }

    #[test]
    fn both_languages_have_the_same_sentences_with_the_same_arguments() {
        for source in WRITTEN {
            let (english, chinese) = (sentences(source.english), sentences(source.chinese));
            for (key, arguments) in &english {
                let Some(others) = chinese.get(key) else {
                    panic!("{key} has no Chinese sentence");
                };
                // A plural may need a count in one language that the other has no use for.
                assert!(
                    others.is_subset(arguments),
                    "{key}: {others:?} of {arguments:?}"
                );
                let shown = |name: &&String| name.as_str() != "count";
                let missing: Vec<_> = arguments.difference(others).filter(shown).collect();
                assert!(missing.is_empty(), "{key} lacks {missing:?} in Chinese");
            }
            for key in chinese.keys() {
                assert!(english.contains_key(key), "{key} has no English sentence");
            }
        }
    }

    #[test]
    fn every_key_that_is_asked_for_has_a_sentence() {
        let [page, workshop] = WRITTEN.map(|source| sentences(source.english));
        for asked in asked(&sources("src/page")) {
            assert!(page.contains_key(&asked), "{asked} has no sentence");
        }
        for asked in asked(&sources("src/workshop")) {
            let there = page.contains_key(&asked) || workshop.contains_key(&asked);
            assert!(there, "{asked} has no sentence");
        }
    }

    #[test]
    fn every_sentence_is_asked_for() {
        for (source, folder) in WRITTEN.into_iter().zip(["src/page", "src/workshop"]) {
            let sources = sources(folder);
            for key in sentences(source.english).keys() {
                assert!(
                    sources.contains(&format!("\"{key}\"")),
                    "nobody in {folder} asks for {key}"
                );
            }
        }
    }

    /// Sentences are no properties: a component that does not listen would go on in the other language.
    #[test]
    fn every_component_that_says_something_hears_of_another_language() {
        let says = [
            "t(\"",
            "t_args(\"",
            "wording::",
            "refusals::",
            ".sentence()",
        ];
        for file in files("src/page").into_iter().chain(files("src/workshop")) {
            let source = fs::read_to_string(&file).unwrap();
            if !says.iter().any(|call| source.contains(call)) {
                continue;
            }
            for component in source.split("\n#[component]\n").skip(1) {
                let body = component.split("\n}\n").next().unwrap_or_default();
                let name = body.split('(').next().unwrap_or_default();
                assert!(body.contains("use_language()"), "{name} of {file:?}");
            }
        }
    }

    #[test]
    fn a_number_chooses_the_plural() {
        assert!(t_args("blocks", [("count", 1.into())]).ends_with("block"));
        assert!(t_args("blocks", [("count", 2.into())]).ends_with("blocks"));
    }

    #[test]
    fn another_language_is_spoken_from_then_on() {
        let english = t("chain-title");
        speak(Language::Chinese);
        assert_eq!(t("chain-title"), "链");
        speak(Language::English);
        assert_eq!(t("chain-title"), english);
    }

    /// Each key with the names of the arguments in its sentence.
    fn sentences(text: &str) -> BTreeMap<String, BTreeSet<String>> {
        let mut all = BTreeMap::<String, BTreeSet<String>>::new();
        let mut key = String::new();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            if line.starts_with(|c: char| c.is_ascii_lowercase())
                && let Some((name, _)) = line.split_once(" =")
            {
                key = name.to_owned();
                all.entry(key.clone()).or_default();
            }
            for piece in line.split("{ $").skip(1) {
                let name = piece.split([' ', '}']).next().unwrap_or_default();
                all.entry(key.clone()).or_default().insert(name.to_owned());
            }
        }
        all
    }

    /// The keys in calls of [`t`] and [`t_args`].
    fn asked(sources: &str) -> Vec<String> {
        let packed: String = sources.split_whitespace().collect();
        ["t(\"", "t_args(\""]
            .iter()
            .flat_map(|call| {
                let mut pieces = packed.split(call);
                let mut before = pieces.next().unwrap_or_default();
                pieces.filter_map(move |piece| {
                    let word_goes_on = before.ends_with(|c: char| c.is_alphanumeric() || c == '_');
                    before = piece;
                    (!word_goes_on).then(|| piece.split('"').next().unwrap_or_default().to_owned())
                })
            })
            .collect()
    }

    /// All sources below a folder but this file.
    fn sources(folder: &str) -> String {
        let read = |file| fs::read_to_string(file).unwrap();
        files(folder).into_iter().map(read).collect()
    }

    fn files(folder: &str) -> Vec<PathBuf> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        let mut files = Vec::new();
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                files.extend(self::files(path.to_str().unwrap()));
            } else if !path.ends_with("texts.rs") {
                files.push(path);
            }
        }
        files
    }
}
