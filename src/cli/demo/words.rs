//! What the constructed leaders of `aalborg-2010` write, and who reads it before it is published.

use crate::base::SurveyCode;
use crate::disclosure::{Decision, StoredDecision};
use crate::ops::App;

use super::CliError;

/// Top leaders, on what one should know before more networks start. One of them names a colleague, and one leaves a telephone number.
const TOP: [&str; 11] = [
    "Sæt tid af i kalenderen fra begyndelsen. De bedste møder var dem, hvor ingen skulle videre til noget andet bagefter.",
    "Aftal på første møde, hvad der bliver i rummet. Vi brugte for lang tid på at finde ud af det undervejs.",
    "Tre timer hver anden måned er passende. Oftere ville jeg ikke kunne nå, og sjældnere ville vi glemme hinanden.",
    "Dorte Eksempelsen fik lov at fylde for meget. Der mangler spilleregler for, hvem der har ordet.",
    "Der skal være forskel på os. Jeg har lært mest af dem, der sidder med noget helt andet end mig selv.",
    "Facilitatoren betyder meget det første halve år. Senere kan vi godt selv, hvis rollen går på skift.",
    "Vær ærlig om, hvad direktionen vil bruge netværkene til. Ellers gætter vi, og så bliver snakken forsigtig.",
    "Det må gerne være frivilligt. Man kan mærke, hvem der er sendt, og hvem der selv har valgt det.",
    "Et konkret dilemma fra hverdagen hver gang. De runde temaer blev hurtigt til almindeligheder.",
    "Et netværk erstatter ikke en nærværende chef. De to ting skal hænge sammen.",
    "Begynd i det små, og byg på. Ring gerne på 20 30 40 50, hvis I vil høre, hvordan vi gjorde.",
];
/// Leaders, on the same.
const LEADERS: [&str; 15] = [
    "Fortæl vores chefer, at tiden er givet godt ud. Jeg måtte forsvare den hver gang.",
    "Mødestedet betyder noget. Når vi kom ud til hinanden, så vi hinandens virkelighed i stedet for at få den fortalt.",
    "Otte er nok. Med seks bliver man sårbar, når to melder fra.",
    "Det tog et år, før jeg turde sige, at noget var svært. Giv det tid.",
    "Vi mangler en nem måde at dele det på, som andre kunne have gavn af.",
    "Bland gerne nye og erfarne ledere. De nye stiller de spørgsmål, vi andre er holdt op med at stille.",
    "Jeg vil gerne have feedback på det, jeg gør, og ikke kun på det, jeg siger, at jeg gør.",
    "Lad netværket selv vælge emner. De møder, der var planlagt for os, var de svageste.",
    "Hold fast i, at vi kører i ring. Så kommer alle på banen, også os, der helst vil tænke først.",
    "Afbud bør være undtagelsen. To gange var vi kun tre, og så bliver det kaffe.",
    "Fem linjer på skrift efter hvert møde ville hjælpe mig med at få det med hjem.",
    "Jeg troede, det var spild af tid. Det var det ikke. Sig det til dem, der tøver.",
    "Sørg for, at nogen tager imod det, vi finder på. Vi sendte tre forslag op og hørte aldrig mere.",
    "Begynd med tillid, og slut med opgaver. Ikke omvendt.",
    "Vores dagligdag er meget forskellig, og det er en styrke, når man først har lært hinandens ord.",
];
/// What the reader puts in the place of the one that names somebody.
pub(super) const REWORDED: [(&str, &str); 1] = [(
    "Dorte",
    "En af os fik lov at fylde for meget. Der mangler spilleregler for, hvem der har ordet.",
)];

/// Hands out the texts; some leave the question empty.
#[derive(Default)]
pub(super) struct Pens {
    top: usize,
    leaders: usize,
}

impl Pens {
    /// What the next member of a level writes, if anything.
    pub(super) fn next(&mut self, level: &str) -> Option<&'static str> {
        let (texts, asked): (&[&str], _) = if level == "Topledere" {
            (&TOP, &mut self.top)
        } else {
            (&LEADERS, &mut self.leaders)
        };
        *asked += 1;
        // Of the leaders, every third has nothing to add.
        let skips = texts.len() == LEADERS.len();
        if !skips {
            return texts.get(*asked - 1).copied();
        }
        let before = (*asked - 1) / 3;
        (!asked.is_multiple_of(3))
            .then(|| texts.get(*asked - 1 - before).copied())
            .flatten()
    }
}

/// Reads all that waits: keeps what nothing is flagged in, rewords what is named here.
pub(super) fn read(
    app: &App,
    code: &SurveyCode,
    reworded: &[(&str, &str)],
) -> Result<(), CliError> {
    let waiting = app.comments(code)?.waiting;
    let decisions: Vec<StoredDecision> = waiting
        .into_iter()
        .filter_map(|waiting| {
            let instead = reworded
                .iter()
                .find(|(start, _)| waiting.text.starts_with(start));
            let decision = match instead {
                Some((_, text)) => Decision::Redact((*text).to_owned()),
                None if waiting.flags.is_empty() => Decision::Keep,
                None => return None,
            };
            Some(StoredDecision {
                id: waiting.id,
                decision,
            })
        })
        .collect();
    app.decide(code, &decisions)?;
    Ok(())
}
