//! How a comparison is to be read, and which scales are not in it and why.

use std::collections::BTreeMap;

use crate::base::Lang;
use crate::disclosure::document::Reason;

use super::super::outside::Reference;
use super::super::overview::Against;
use super::super::words::{pick, quoted, reason_in_short};

/// Why a scale is not compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Left {
    /// Not shown of the group now.
    Here(Reason),
    /// Not shown there.
    There(Reason),
    /// It did not stand there.
    New,
    /// It asks something else.
    Changed,
    /// The two scores rest on different items of it.
    OtherItems,
}

/// Scales that are not compared, by reason.
pub(super) type LeftOut = BTreeMap<Left, Vec<String>>;

/// What the notes of one comparison depend on.
pub(super) struct Read<'a> {
    pub(super) lang: Lang,
    pub(super) against: Against,
    /// Name of what it is held against.
    pub(super) name: &'a str,
    /// Scales compared.
    pub(super) scales: usize,
    /// A number of answers is shown as a bound.
    pub(super) bounded: bool,
    pub(super) left_out: &'a LeftOut,
    pub(super) outside: Option<&'a Reference>,
}

impl Read<'_> {
    pub(super) fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        if self.scales > 0 {
            notes.push(self.what());
            notes.push(self.uncertainty());
            notes.push(self.claims());
        }
        notes.extend(
            self.left_out
                .iter()
                .map(|(why, scales)| self.left(*why, scales)),
        );
        notes
    }

    /// What is subtracted from what.
    fn what(&self) -> String {
        let name = quoted(self.lang, self.name);
        match (self.against, self.lang) {
            (Against::Whole | Against::Parent, Lang::Da) => format!(
                "Forskellen er gruppens score minus scoren for {name}, i point på skalaen 0–100. Gruppens egne svar er med i {name}, og det er der taget højde for."
            ),
            (Against::Whole | Against::Parent, Lang::En) => format!(
                "The difference is the group's score less that of {name}, in points of the scale 0–100. The group's own answers are in {name}, and that is allowed for."
            ),
            (Against::Earlier, Lang::Da) => format!(
                "Ændringen er scoren nu minus scoren i {name}, i point på skalaen 0–100. Mange kan være de samme, der er spurgt begge gange, men svarene kan ikke kobles sammen. Usikkerheden er derfor regnet, som om det var forskellige mennesker. Svarer folk nogenlunde, som de gjorde sidst, er den i virkeligheden mindre."
            ),
            (Against::Earlier, Lang::En) => format!(
                "The change is the score now less that of {name}, in points of the scale 0–100. Many may be the same people who were asked both times, but their answers cannot be linked. The uncertainty is therefore that of different people. Where people answer much as they did last time, it is in truth smaller."
            ),
            (Against::Outside, lang) => {
                let source = self
                    .outside
                    .map_or("", |outside| outside.source().get(lang));
                let source = source.trim_end_matches('.');
                match lang {
                    Lang::Da => format!(
                        "Forskellen er gruppens score minus tallet for {name}, i point på skalaen 0–100. Tallene for {name} kommer udefra. Kilde: {source}."
                    ),
                    Lang::En => format!(
                        "The difference is the group's score less the figure of {name}, in points of the scale 0–100. The figures of {name} come from outside. Source: {source}."
                    ),
                }
            }
        }
    }

    fn uncertainty(&self) -> String {
        let mut note = pick(
            self.lang,
            "Intervallet bygger på, hvor mange der har svaret, og på spredningen blandt alle i undersøgelsen; af en lille gruppe bruges kun det viste tal. Det siger, hvor meget forskellen kunne have været en anden, hvis lige så mange lignende ledere havde svaret.",
            "The interval rests on how many answered and on the spread among all in the survey; of a small group only the figure shown is used. It says how different the difference could have been if as many similar leaders had answered.",
        )
        .to_owned();
        if self.bounded {
            note.push_str(pick(
                self.lang,
                " Hvor antallet af svar er vist med »højst«, er der regnet med de færreste, der kan stå bag, og afrundingen er lagt til. Intervallet er altså hellere for bredt end for smalt.",
                " Where the number of answers is shown with “at most”, the interval is that of the fewest that can stand behind it, and the rounding is added. So it is rather too wide than too narrow.",
            ));
        }
        note
    }

    /// When a side is named, and what it means that none is.
    fn claims(&self) -> String {
        let (da, en) = match self.against {
            Against::Earlier => ("steget eller faldet", "risen or fallen"),
            _ => ("højere eller lavere", "higher or lower"),
        };
        let scales = self.scales;
        let risk = match (self.lang, scales) {
            (Lang::Da, 1) => format!(
                "Er der i virkeligheden ingen forskel, er risikoen højst 5\u{a0}% for, at scoren kaldes {da}."
            ),
            (Lang::En, 1) => format!(
                "If there is in truth no difference, the risk is at most 5% that the score is called {en}."
            ),
            (Lang::Da, _) => format!(
                "Jo flere skalaer man ser på, jo lettere ligner noget en forskel ved et tilfælde. Kravet gælder derfor alle {scales} skalaer under ét: Er der i virkeligheden ingen forskelle, er risikoen højst 5\u{a0}% for, at bare én af dem kaldes {da} (Holms metode)."
            ),
            (Lang::En, _) => format!(
                "The more scales one looks at, the more easily chance looks like a difference. So what is demanded holds for all {scales} scales together: if there are in truth no differences, the risk is at most 5% that even one of them is called {en} (Holm's method)."
            ),
        };
        let power = pick(
            self.lang,
            "At ingen forskel er påvist, betyder ikke, at der ingen er. »Fire gange ud af fem« siger, hvor stor den skulle være for som regel at blive set. Nær skalaens ender, hvor små gruppers tal kun vises som grænser, ses den sjældnere.",
            "That no difference was shown does not mean that there is none. “Four times out of five” says how large it would have to be to be seen as a rule. Near the ends of the scale, where figures of small groups are shown as bounds only, it is seen less often.",
        );
        format!("{risk} {power}")
    }

    fn left(&self, why: Left, scales: &[String]) -> String {
        let list: Vec<String> = scales.iter().map(|name| quoted(self.lang, name)).collect();
        let list = list.join(", ");
        let name = quoted(self.lang, self.name);
        match (why, self.lang) {
            (Left::Here(why), lang) => {
                let why = reason_in_short(lang, why);
                match lang {
                    Lang::Da => format!(
                        "Ikke sammenlignet, fordi tallet ikke vises denne gang ({why}): {list}."
                    ),
                    Lang::En => format!(
                        "Not compared, because the figure is not shown this time ({why}): {list}."
                    ),
                }
            }
            (Left::There(why), lang) => {
                let why = reason_in_short(lang, why);
                match lang {
                    Lang::Da => format!(
                        "Ikke sammenlignet, fordi tallet ikke er vist i {name} ({why}): {list}."
                    ),
                    Lang::En => format!(
                        "Not compared, because the figure is not shown in {name} ({why}): {list}."
                    ),
                }
            }
            (Left::New, Lang::Da) => {
                format!("Ikke sammenlignet, fordi det ikke er i {name}: {list}.")
            }
            (Left::New, Lang::En) => format!("Not compared, because it is not in {name}: {list}."),
            (Left::Changed, Lang::Da) => {
                format!("Ikke sammenlignet, fordi spørgsmålene er ændret siden {name}: {list}.")
            }
            (Left::Changed, Lang::En) => {
                format!("Not compared, because the questions have changed since {name}: {list}.")
            }
            (Left::OtherItems, Lang::Da) => format!(
                "Ikke sammenlignet, fordi tallet for gruppen ikke bygger på de samme spørgsmål som tallet for {name}: {list}."
            ),
            (Left::OtherItems, Lang::En) => format!(
                "Not compared, because the group's figure does not rest on the same questions as that of {name}: {list}."
            ),
        }
    }
}
