//! What a reader should look at in a text before others see it: names, places and posts. Nothing is changed here; a capital letter is a hint
//! and no proof.
//!
//! | hint | found by |
//! |---|---|
//! | a person invited to the survey | the register's names, whole or in part, in any case of letters; a first name that is also a common word ("Bo", "Hans") only where it is written with a capital inside a sentence, or with the rest of the name |
//! | title and name | a title, then a word with a capital letter |
//! | number | as many digits as a telephone number has, in unusual groups: see `doubtful` |
//! | twice | the same words in another text: see [`super::twice`] |
//! | first name | a common Danish first name with a capital letter, also where a sentence begins: see `first_names` |
//! | post | the definite form of a post that few hold ("direktøren", "skolelederen") |
//! | place | a capital letter and an ending of Danish places ("-vej", "-købing", "-skolen") |
//! | capital letter | a word with a capital letter inside a sentence |
//!
//! Pure. In scripts without capital letters only the register's names are found.

use std::collections::{BTreeMap, BTreeSet};

use super::doubtful::doubtful;
use super::first_names::is_first_name;

/// Why a reader should look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Hint {
    /// A name of somebody who was invited.
    Invited,
    /// A title and a name.
    Titled,
    /// Perhaps a telephone number.
    Number,
    /// The same words as in another text.
    Twice,
    /// A common first name.
    Name,
    /// A place.
    Place,
    /// A post that few hold.
    Post,
    /// A capital letter inside a sentence.
    Capital,
}

impl Hint {
    /// The word used in files: `invited`, `titled`, `number`, `twice`, `name`, `place`, `post`, `capital`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Invited => "invited",
            Self::Titled => "titled",
            Self::Number => "number",
            Self::Twice => "twice",
            Self::Name => "name",
            Self::Place => "place",
            Self::Post => "post",
            Self::Capital => "capital",
        }
    }
}

/// Words of a text that a reader should look at.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Flag {
    /// Why.
    pub hint: Hint,
    /// The words as they stand.
    pub words: String,
}

/// The names of those invited to a survey.
#[derive(Default)]
pub struct Names {
    parts: BTreeSet<String>,
    /// Parts of a name that follow one another.
    pairs: BTreeSet<(String, String)>,
}

/// First names and surnames that are common words.
const COMMON: [&str; 28] = [
    "alle", "berg", "bo", "bro", "dag", "dal", "eva", "fin", "glad", "gren", "hans", "holm", "kim",
    "lang", "leder", "lille", "liv", "lund", "mark", "mette", "ny", "per", "rask", "skov", "sten",
    "stor", "tom", "ung",
];
const TITLES: [&str; 24] = [
    "hr",
    "fru",
    "frk",
    "dr",
    "professor",
    "direktør",
    "kommunaldirektør",
    "borgmester",
    "rådmand",
    "formand",
    "chef",
    "leder",
    "skoleleder",
    "centerchef",
    "afdelingschef",
    "områdeleder",
    "afdelingsleder",
    "souschef",
    "viceleder",
    "konsulent",
    "facilitator",
    "pædagog",
    "læge",
    "sygeplejerske",
];
/// Endings of posts in their definite form; a hint where something stands before them.
const POSTS: [&str; 5] = ["chefen", "direktøren", "lederen", "mesteren", "manden"];
/// Posts in their definite form that stand by themselves.
const ALONE: [&str; 3] = ["direktøren", "formanden", "borgmesteren"];
/// Endings that make a word with a capital letter a place wherever it stands.
const PLACES: [&str; 12] = [
    "gade", "vej", "stræde", "allé", "købing", "strup", "torv", "havn", "bjerg", "kommune", "sogn",
    "rup",
];
/// Endings that do so inside a sentence.
const HOUSES: [&str; 12] = [
    "skolen", "skole", "centret", "center", "huset", "hjemmet", "haven", "parken", "gården",
    "borg", "lund", "by",
];
/// Abbreviations that end no sentence.
const SHORT: [&str; 22] = [
    "bl.a", "ca", "dr", "dvs", "eks", "evt", "f.eks", "frk", "fx", "hhv", "hr", "jf", "kl", "max",
    "mht", "min", "mv", "nr", "pga", "pr", "tlf", "vedr",
];
/// Written with a capital letter and no name.
const POLITE: [&str; 4] = ["De", "Dem", "Deres", "Ja"];
/// Longest word in capitals that is taken for an abbreviation.
const INITIALS: usize = 6;

impl Names {
    /// From full names as the register has them.
    pub fn new<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        let mut all = Self::default();
        for name in names {
            let parts: Vec<String> = words(name)
                .into_iter()
                .map(|word| word.text.to_lowercase())
                .filter(|part| part.chars().count() > 1)
                .collect();
            for pair in parts.windows(2) {
                if let [first, second] = pair {
                    all.pairs.insert((first.clone(), second.clone()));
                }
            }
            all.parts.extend(parts);
        }
        all
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// Whether a word is part of somebody's name, with what stands around it.
    fn known(&self, word: &Word, before: Option<&Word>, after: Option<&Word>) -> bool {
        let bare = |word: &Word| genitives(&word.text);
        let own = bare(word);
        let pair = |first: &Word, second: &Word| {
            bare(first).iter().any(|first| {
                bare(second)
                    .iter()
                    .any(|second| self.pairs.contains(&(first.clone(), second.clone())))
            })
        };
        if before.is_some_and(|before| pair(before, word))
            || after.is_some_and(|after| pair(word, after))
        {
            return true;
        }
        own.iter().any(|part| {
            let named = word.capital && !word.first;
            self.parts.contains(part) && (named || !COMMON.contains(&part.as_str()))
        })
    }
}

/// A word in lower case, and without a genitive's s.
fn genitives(word: &str) -> Vec<String> {
    let lower = word.to_lowercase();
    let stem = lower
        .strip_suffix("'s")
        .or_else(|| lower.strip_suffix("’s"))
        .or_else(|| lower.strip_suffix('s'))
        .filter(|stem| stem.chars().count() > 1)
        .map(str::to_owned);
    std::iter::once(lower).chain(stem).collect()
}

struct Word {
    text: String,
    /// Begins with a capital letter.
    capital: bool,
    /// Stands where a sentence begins.
    first: bool,
    /// Only spaces stand between it and the word before.
    adjoins: bool,
}

fn words(text: &str) -> Vec<Word> {
    let chars: Vec<char> = text.chars().collect();
    let inner = |at: usize| {
        let joint = chars.get(at).is_some_and(|c| "-'’.".contains(*c));
        let next = chars.get(at + 1).is_some_and(|c| c.is_alphabetic());
        joint && next
    };
    let mut all: Vec<Word> = Vec::new();
    let (mut at, mut end) = (0, 0);
    while at < chars.len() {
        if !chars[at].is_alphabetic() {
            at += 1;
            continue;
        }
        let start = at;
        let mut length = 0;
        while at < chars.len() && (chars[at].is_alphanumeric() || is_mark(chars[at]) || inner(at)) {
            at += 1;
            length += 1;
        }
        let between = &chars[end..start];
        let before = all.last().map(|word| word.text.to_lowercase());
        all.push(Word {
            text: chars.iter().skip(start).take(length).collect(),
            capital: chars[start].is_uppercase(),
            first: before.is_none_or(|before| ends_sentence(between, &before)),
            adjoins: end > 0 && between.iter().all(|c| *c == ' '),
        });
        end = at;
    }
    all
}

/// Marks that are written over the letter before.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

/// Whether a sentence has ended between a word and the next.
fn ends_sentence(between: &[char], before: &str) -> bool {
    let listed = between.iter().any(|c| "!?…:;\n•*".contains(*c));
    let stopped = between.contains(&'.');
    let short = SHORT.contains(&before) || before.chars().count() == 1;
    listed || (stopped && !short)
}

/// Everything in a text that a reader should look at, each once, the gravest first.
pub fn flags(text: &str, names: &Names) -> Vec<Flag> {
    let words = words(text);
    let mut found: BTreeMap<String, Hint> = BTreeMap::new();
    let mut run: Option<(usize, Hint, String)> = None;
    let mut close = |run: &mut Option<(usize, Hint, String)>| {
        if let Some((_, hint, words)) = run.take() {
            let kept = found.entry(words).or_insert(hint);
            *kept = hint.min(*kept);
        }
    };
    for (at, word) in words.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|before| words.get(before));
        let Some(hint) = hint(word, before, words.get(at + 1), names) else {
            close(&mut run);
            continue;
        };
        match &mut run {
            // Names of several words stand together.
            Some((last, worst, joined)) if *last + 1 == at && word.adjoins && word.capital => {
                joined.push(' ');
                joined.push_str(&word.text);
                *worst = hint.min(*worst);
                *last = at;
            }
            _ => {
                close(&mut run);
                run = Some((at, hint, word.text.clone()));
            }
        }
    }
    close(&mut run);
    for number in doubtful(text) {
        found.entry(number).or_insert(Hint::Number);
    }
    let mut flags: Vec<Flag> = found
        .into_iter()
        .map(|(words, hint)| Flag { hint, words })
        .collect();
    flags.sort();
    flags
}

fn hint(word: &Word, before: Option<&Word>, after: Option<&Word>, names: &Names) -> Option<Hint> {
    if names.known(word, before, after) {
        return Some(Hint::Invited);
    }
    let stems = genitives(&word.text);
    let any = |fits: &dyn Fn(&str) -> bool| stems.iter().any(|stem| fits(stem));
    let longer = |ends: &[&str], stem: &str| {
        ends.iter()
            .any(|end| stem.len() > end.len() + 1 && stem.ends_with(end))
    };
    let title = before.is_some_and(|before| {
        let written = before.text != before.text.to_uppercase();
        let full = before.text.chars().count() > 3;
        // "HR" is no "hr."
        written && (word.adjoins || !full) && TITLES.contains(&before.text.to_lowercase().as_str())
    });
    if word.capital && title && word.text.chars().count() > 1 {
        return Some(Hint::Titled);
    }
    if word.capital && any(&is_first_name) {
        return Some(Hint::Name);
    }
    if word.capital && any(&|stem| longer(&PLACES, stem)) {
        return Some(Hint::Place);
    }
    if any(&|stem| ALONE.contains(&stem) || longer(&POSTS, stem)) {
        return Some(Hint::Post);
    }
    let initials =
        word.text.chars().count() <= INITIALS && word.text.chars().all(|c| !c.is_lowercase());
    if !word.capital || word.first || initials || POLITE.contains(&word.text.as_str()) {
        return None;
    }
    let place = |stem: &str| HOUSES.iter().chain(&PLACES).any(|end| stem.ends_with(end));
    Some(if any(&place) {
        Hint::Place
    } else {
        Hint::Capital
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(Hint, String)> {
        let names = Names::new([
            "Anne Prøvegaard",
            "Hans Bo Tænkt",
            "Søren Eksempelsen",
            "O'Brien Ngũgĩ",
        ]);
        flags(text, &names)
            .into_iter()
            .map(|flag| (flag.hint, flag.words))
            .collect()
    }

    #[test]
    fn what_a_reader_should_look_at() {
        use Hint::{Capital, Invited, Name, Number, Place, Post, Titled};
        let table: [(&str, &[(Hint, &str)]); 28] = [
            ("Det var Annes idé.", &[(Invited, "Annes")]),
            (
                "Tak til anne prøvegaard for hjælpen",
                &[(Invited, "anne"), (Invited, "prøvegaard")],
            ),
            (
                "Tak til Anne Prøvegaard for hjælpen",
                &[(Invited, "Anne Prøvegaard")],
            ),
            ("Søren tog ordet.", &[(Invited, "Søren")]),
            // "Hans" begins a sentence as often as not, and is a word; inside one it is a name.
            ("Hans ledelse er god.", &[]),
            ("Jeg spurgte Hans om det.", &[(Invited, "Hans")]),
            ("Hans Bo kom for sent.", &[(Invited, "Hans Bo")]),
            ("Vi bor per tradition i en ny by.", &[]),
            (
                "Vi talte med direktør Hansen om det.",
                &[(Titled, "Hansen")],
            ),
            ("Mødet med hr. Olsen gik godt.", &[(Titled, "Olsen")]),
            (
                "Vi mødes på Kastetvej og i Nørresundby.",
                &[(Place, "Kastetvej"), (Place, "Nørresundby")],
            ),
            (
                "Vestre Skole har det svært. Der er for lidt tid.",
                &[(Place, "Skole")],
            ),
            ("Køge Kommune gør det bedre", &[(Place, "Kommune")]),
            (
                "Skolelederen lytter ikke, og direktøren ved det.",
                &[(Post, "Skolelederen"), (Post, "direktøren")],
            ),
            ("En leder skal lytte. Lederen skal turde.", &[]),
            (
                "Vi lærte det af Ole og Marie-Louise.",
                &[(Name, "Marie-Louise"), (Name, "Ole")],
            ),
            ("HR, MED og KL skal lytte, og I ved det. Tak til Dem.", &[]),
            ("Godt: Mere af det! Mindre snak.\nTid mangler", &[]),
            ("Bl.a. Ole og f.eks. Ida", &[(Name, "Ida"), (Name, "Ole")]),
            ("Tak 🙏 Ole 👍🏽!", &[(Name, "Ole")]),
            // A first name is seen where a sentence begins, too; a word that is also one is not.
            (
                "Kirsten tog ordet. Oles idé.",
                &[(Name, "Kirsten"), (Name, "Oles")],
            ),
            (
                "Ole Prøvegaardsen tog ordet",
                &[(Name, "Ole Prøvegaardsen")],
            ),
            ("Line og tid. Per tradition. Bo tæt på. Stig på.", &[]),
            ("Zaynab tog ordet, og Zaynab gik", &[(Capital, "Zaynab")]),
            ("Ring på 2 34 56 789", &[(Number, "2 34 56 789")]),
            ("Vi mødtes 24.12.2023 kl. 20.00-22.00", &[]),
            ("اجتماع جيد جدا، היה טוב", &[]),
            ("", &[]),
        ];
        for (text, expected) in table {
            let expected: Vec<(Hint, String)> = expected
                .iter()
                .map(|(hint, words)| (*hint, (*words).to_owned()))
                .collect();
            assert_eq!(found(text), expected, "{text}");
        }
    }

    #[test]
    fn length_and_odd_letters_stop_nothing() {
        let long = "Å".repeat(10_000);
        assert!(found(&format!("og {long}")) == [(Hint::Capital, long)]);
        let many = "og Ole ".repeat(1_500);
        assert_eq!(found(&many), [(Hint::Name, "Ole".to_owned())]);
        assert_eq!(
            found("e\u{301}n Ngũgĩ"),
            [(Hint::Invited, "Ngũgĩ".to_owned())]
        );
        for text in ["'", "-", ".", "Å'", "a.", "\u{202e}Ole\u{202c}"] {
            assert!(found(text).len() <= 1);
        }
    }
}
