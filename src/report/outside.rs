//! Figures from outside, read from a file of aggregates: per scale a mean, a standard deviation and a number of answers.
//!
//! Invariants: what stands here can be a mean of answers on 0-100, and rests on as many answers as a spread of our own needs to be shown;
//! a file with a fault is refused whole, with the line of every fault.

use std::collections::BTreeSet;

use toml::Spanned;

use crate::base::Text;
use crate::instrument::Instrument;
use crate::instrument::scale::scored_items;

/// Fewer answers are no reference: as for our own figures, no spread is taken from fewer.
const FEWEST: u32 = 20;

/// Means up to here on every scale are points of a rating that nobody converted.
const MOST_POINTS: f64 = 7.0;

/// Figures from outside, on the scales of one template.
#[derive(Clone, Debug, PartialEq)]
pub struct Reference {
    name: Text,
    source: Text,
    year: i32,
    scales: Vec<ReferenceScale>,
}

/// One scale of a [`Reference`].
#[derive(Clone, Debug, PartialEq)]
pub struct ReferenceScale {
    /// Code of the scale.
    pub code: String,
    /// Mean of the persons' scores, 0-100.
    pub mean: f64,
    /// Their standard deviation (n - 1), positive.
    pub sd: f64,
    /// How many answered, at least 20.
    pub answers: u32,
}

/// What is wrong in a file of reference figures, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {cause}")]
pub struct ReferenceFault {
    /// Line, from 1.
    pub line: usize,
    /// What is wrong and what to do.
    pub cause: String,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    name: Spanned<Text>,
    source: Spanned<Text>,
    year: Spanned<i64>,
    template: Spanned<String>,
    #[serde(default)]
    scale: Vec<Row>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    code: Spanned<String>,
    mean: Spanned<f64>,
    sd: Spanned<f64>,
    n: Spanned<i64>,
}

impl Reference {
    /// Reads a file for the scales of this questionnaire; on failure all its faults at once, in the order of their lines.
    pub fn parse(source: &str, instrument: &Instrument) -> Result<Self, Vec<ReferenceFault>> {
        let mut faults = Faults {
            source,
            found: Vec::new(),
        };
        let file: File = match toml::from_str(source) {
            Ok(file) => file,
            Err(fault) => {
                faults.add(fault.span().map_or(0, |span| span.start), fault.message());
                return Err(faults.found);
            }
        };
        let template = instrument.parts().template.as_str();
        if file.template.get_ref() != template {
            let given = file.template.get_ref();
            faults.add(
                file.template.span().start,
                format!(
                    "the figures are for template \"{given}\", but the survey uses \"{template}\""
                ),
            );
        }
        for (name, text) in [("name", &file.name), ("source", &file.source)] {
            if text.get_ref().da.trim().is_empty() || text.get_ref().en.trim().is_empty() {
                faults.add(
                    text.span().start,
                    format!("{name} is needed in Danish (da) and English (en)"),
                );
            }
        }
        let year = i32::try_from(*file.year.get_ref())
            .ok()
            .filter(|year| (1900..=2200).contains(year));
        if year.is_none() {
            faults.add(
                file.year.span().start,
                "give the year of the figures, such as 2024",
            );
        }
        if file.scale.is_empty() {
            faults.add(0, "there is no [[scale]] to compare with");
        }
        let scales = rows(&file.scale, instrument, &mut faults);
        match year {
            Some(year) if faults.found.is_empty() => Ok(Self {
                name: file.name.into_inner(),
                source: file.source.into_inner(),
                year,
                scales,
            }),
            _ => {
                faults.found.sort_by_key(|fault| fault.line);
                Err(faults.found)
            }
        }
    }

    /// What people call it.
    pub fn name(&self) -> &Text {
        &self.name
    }

    /// Where the figures come from.
    pub fn source(&self) -> &Text {
        &self.source
    }

    /// The year they are of.
    pub fn year(&self) -> i32 {
        self.year
    }

    /// The figures of one scale, by its code.
    pub fn scale(&self, code: &str) -> Option<&ReferenceScale> {
        self.scales.iter().find(|scale| scale.code == code)
    }
}

fn rows(rows: &[Row], instrument: &Instrument, faults: &mut Faults<'_>) -> Vec<ReferenceScale> {
    let known: Vec<&str> = instrument
        .scales()
        .iter()
        .enumerate()
        .filter(|(index, _)| scored_items(instrument, *index).next().is_some())
        .map(|(_, scale)| scale.code.as_str())
        .collect();
    let mut named = BTreeSet::new();
    let mut scales = Vec::new();
    for row in rows {
        let code = row.code.get_ref();
        if !known.contains(&code.as_str()) {
            let known = known.join(", ");
            faults.add(
                row.code.span().start,
                format!("the questionnaire has no scale \"{code}\" with a score; it has: {known}"),
            );
        }
        if !named.insert(code) {
            faults.add(
                row.code.span().start,
                format!("scale \"{code}\" stands there twice"),
            );
        }
        scales.extend(figures(row, faults));
    }
    if let Some(first) = rows.first()
        && rows.iter().all(|row| *row.mean.get_ref() <= MOST_POINTS)
    {
        faults.add(
            first.mean.span().start,
            "every mean is 7 or less: give them on 0-100, not as points of a rating (on 5 points that is 25 (mean - 1), and 25 sd)",
        );
    }
    scales
}

/// The figures of one scale, if answers on 0-100 can have them.
fn figures(row: &Row, faults: &mut Faults<'_>) -> Option<ReferenceScale> {
    let (mean, sd) = (*row.mean.get_ref(), *row.sd.get_ref());
    let answers = u32::try_from(*row.n.get_ref())
        .ok()
        .filter(|n| *n >= FEWEST);
    if answers.is_none() {
        faults.add(
            row.n.span().start,
            format!("n is a number of answers, at least {FEWEST}: fewer are no reference"),
        );
    }
    let on_scale = (0.0..=100.0).contains(&mean);
    if !on_scale {
        faults.add(
            row.mean.span().start,
            "the mean of a score lies between 0 and 100",
        );
    }
    if !(sd.is_finite() && sd > 0.0) {
        faults.add(
            row.sd.span().start,
            "the standard deviation is greater than 0",
        );
        return None;
    }
    let answers = answers.filter(|_| on_scale)?;
    // No answers from 0 to 100 with this mean lie further apart than those at both ends (Bhatia and Davis 2000); half a point for rounding.
    let n = f64::from(answers);
    let most = ((mean + 0.5).min(100.0) * (100.5 - mean).min(100.0) * n / (n - 1.0)).sqrt() + 0.5;
    if sd > most {
        faults.add(
            row.sd.span().start,
            format!("a standard deviation of {sd} cannot be: answers from 0 to 100 with mean {mean} have at most {most:.1}"),
        );
        return None;
    }
    Some(ReferenceScale {
        code: row.code.get_ref().clone(),
        mean,
        sd,
        answers,
    })
}

struct Faults<'a> {
    source: &'a str,
    found: Vec<ReferenceFault>,
}

impl Faults<'_> {
    /// A fault at this byte of the source.
    fn add(&mut self, at: usize, cause: impl Into<String>) {
        let before = self.source.bytes().take(at);
        self.found.push(ReferenceFault {
            line: 1 + before.filter(|byte| *byte == b'\n').count(),
            cause: cause.into(),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::instrument;
    use super::*;

    const GOOD: &str = r#"
name = { da = "Landet", en = "The country" }
source = { da = "Konstrueret", en = "Constructed" }
year = 2024
template = "proeve"

[[scale]]
code = "vaerdi"
mean = 71
sd = 17.5
n = 1200

[[scale]]
code = "dynamik"
mean = 55.5
sd = 19
n = 1180
"#;

    fn faults(source: &str) -> Vec<String> {
        let found = Reference::parse(source, &instrument()).unwrap_err();
        found.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_good_file_is_read_whole() {
        let read = Reference::parse(GOOD, &instrument()).unwrap();
        assert_eq!((read.name().da.as_str(), read.year()), ("Landet", 2024));
        assert_eq!(read.source().en, "Constructed");
        let scale = read.scale("vaerdi").unwrap();
        assert!((scale.mean - 71.0).abs() < 1e-12 && (scale.sd - 17.5).abs() < 1e-12);
        assert_eq!(scale.answers, 1200);
        assert_eq!(read.scale("andet"), None);
    }

    #[test]
    fn each_fault_is_told_with_its_line() {
        for (good, bad, told) in [
            ("year = 2024", "year = 24", "line 4: give the year"),
            (
                "\"proeve\"",
                "\"andet\"",
                "line 5: the figures are for template \"andet\", but the survey uses \"proeve\"",
            ),
            (
                "en = \"Constructed\"",
                "en = \" \"",
                "line 3: source is needed in Danish (da) and English (en)",
            ),
            (
                "\"vaerdi\"",
                "\"værdi\"",
                "line 8: the questionnaire has no scale \"værdi\" with a score; it has: vaerdi, dynamik",
            ),
            (
                "\"dynamik\"",
                "\"vaerdi\"",
                "line 14: scale \"vaerdi\" stands there twice",
            ),
            (
                "mean = 71",
                "mean = 101",
                "line 9: the mean of a score lies between 0 and 100",
            ),
            (
                "mean = 71",
                "mean = nan",
                "line 9: the mean of a score lies between 0 and 100",
            ),
            (
                "sd = 17.5",
                "sd = 0",
                "line 10: the standard deviation is greater than 0",
            ),
            (
                "sd = 17.5",
                "sd = 47",
                "line 10: a standard deviation of 47 cannot be",
            ),
            (
                "n = 1200",
                "n = 19",
                "line 11: n is a number of answers, at least 20",
            ),
            ("n = 1200", "n = -3", "line 11: n is a number of answers"),
            (
                "sd = 19",
                "sd = 19\nmedian = 50",
                "line 17: unknown field `median`",
            ),
            ("sd = 19\n", "", "missing field `sd`"),
            ("year = 2024", "year = = 1", "line 4: "),
        ] {
            assert!(GOOD.contains(good), "{good}");
            let said = faults(&GOOD.replace(good, bad));
            assert!(said.len() == 1 && said[0].contains(told), "{bad}: {said:?}");
        }
    }

    #[test]
    fn several_faults_are_told_at_once() {
        let said = faults(
            &GOOD
                .replace("sd = 17.5", "sd = -1")
                .replace("n = 1180", "n = 3"),
        );
        assert_eq!(said.len(), 2);
        let empty = GOOD.split("[[scale]]").next().unwrap();
        assert_eq!(
            faults(empty),
            ["line 1: there is no [[scale]] to compare with"]
        );
    }

    #[test]
    fn points_of_a_rating_are_no_scores() {
        let points = GOOD
            .replace("mean = 71", "mean = 3.84")
            .replace("mean = 55.5", "mean = 3.2")
            .replace("sd = 17.5", "sd = 0.7")
            .replace("sd = 19", "sd = 0.8");
        let said = faults(&points);
        assert!(
            said.len() == 1 && said[0].starts_with("line 9: every mean is 7 or less"),
            "{said:?}"
        );
    }
}
