//! How the figures were made, what was hidden and why: so that a sceptic can check and nobody has to guess.

use crate::base::Lang;
use crate::disclosure::document::PolicyFacts;

use super::compose::Context;
use super::words::pick;

/// Terms and what they mean.
pub(super) fn method(context: &Context<'_>) -> Vec<(String, String)> {
    let lang = context.lang;
    let policy = &context.document.policy;
    let mut notes: Vec<(&str, String)> = vec![
        (
            pick(lang, "Antal svar", "Number of answers"),
            pick(
                lang,
                "Hvert tal står med det antal svar, det bygger på. »Ved ikke / ikke relevant«, »ønsker ikke at svare« og tomme svar er ikke med i antallet, og heller ikke dem, der ikke fik spørgsmålet. I grupper med færre end 20 svar, og hvor en mindre gruppe ellers kunne regnes ud, står gruppens samlede antal svar med »højst«, så man ikke kan se, hvor mange der sprang over.",
                "Every figure stands with the number of answers it rests on. “Don't know / not relevant”, “prefer not to answer” and empty answers are not counted, nor are those who were not asked. In groups with fewer than 20 answers, and where a smaller group could otherwise be worked out, the group's total number of answers stands there with “at most”, so that how many left the question out cannot be seen.",
            )
            .to_owned(),
        ),
        (
            pick(lang, "Usikkerhed", "Uncertainty"),
            pick(
                lang,
                "Intervallerne er 95 %-intervaller: Wilson for andele, Student t for gennemsnit. De siger, hvor meget tallet kunne have været anderledes, hvis lige så mange lignende ledere havde svaret. Jo færre svar, jo bredere interval. I grupper med færre end 20 svar bruges spredningen blandt alle. Hvor antallet af svar står med »højst«, er intervallet regnet, som om så mange havde svaret. Forskelle, hvor intervallerne overlapper, kan være tilfældige. Procenter er afrundet; summen kan afvige fra 100.",
                "The intervals are 95% intervals: Wilson for shares, Student t for means. They say how different the figure could have been if as many similar leaders had answered. The fewer answers, the wider the interval. Groups with fewer than 20 answers use the spread among all. Where the number of answers says “at most”, the interval is that of so many answers. Differences between overlapping intervals may be chance. Percentages are rounded; they may not add up to 100.",
            )
            .to_owned(),
        ),
        (
            pick(lang, "Positive, neutrale og negative svar", "Favourable, neutral and unfavourable"),
            pick(
                lang,
                "På en skala med 5 trin er de to øverste positive, det midterste neutralt og de to nederste negative; med 7 trin er det de tre øverste og de tre nederste. For spørgsmål, hvor et lavt svar er det gode, er det vendt om.",
                "On a scale of 5 points the upper two are favourable, the middle one neutral and the lower two unfavourable; on 7 points it is the upper and the lower three. For questions where a low answer is the good one, this is turned round.",
            )
            .to_owned(),
        ),
        (
            pick(lang, "Skalaer", "Scales"),
            pick(
                lang,
                "En skala er flere spørgsmål om det samme, regnet om til 0–100, hvor 100 er bedst. En persons svar tæller med, når mindst halvdelen af skalaens spørgsmål er besvaret. I små grupper, og hvor en mindre gruppe ellers kunne regnes ud, er skalaen regnet ud fra de viste gennemsnit; så står der »højst« ved antallet af svar.",
                "A scale is several questions on one thing, converted to 0–100, where 100 is best. A person counts when at least half of the scale's questions are answered. In small groups, and where a smaller group could otherwise be worked out, the scale is worked out from the means shown; its number of answers then says “at most”.",
            )
            .to_owned(),
        ),
        (
            pick(lang, "»Mindst« og »højst«", "“At least” and “at most”"),
            pick(
                lang,
                "I små grupper vises de laveste og højeste antal som en grænse, fx »mindst 4 af 6«. Grupper under 10 svar får gennemsnit og antal positive, fra 10 svar vises tre klasser, fra 20 svar som regel det hele; mindre, hvor en lille gruppe ellers kunne regnes ud.",
                "In small groups the lowest and highest counts are shown as a bound, such as “at least 4 of 6”. Groups below 10 answers get the mean and the number of favourable answers, from 10 answers three classes are shown, from 20 answers as a rule everything; less where a small group could otherwise be worked out.",
            )
            .to_owned(),
        ),
    ];
    let further = further(lang, policy);
    notes.push((
        pick(lang, "Hvad der skjules", "What is hidden"),
        match lang {
            Lang::Da => format!(
                "Grænserne lå fast, før nogen svarede: mindst {} svar for almindelige spørgsmål, {} for følsomme og {} for de mest følsomme, som kun vises samlet. En gruppe kan også være skjult, fordi dens tal sammen med andre ville afsløre en mindre gruppe. Om en gruppe skjules, afhænger af antal svar, ikke af hvad der blev svaret. Et enkelt spørgsmål kan mangle, fordi tallene tilsammen ellers ville vise, at alle eller næsten alle i en lille gruppe svarede ens; nogle få er udeladt tilfældigt, så det ikke er et bevis, at noget mangler. Meget lave og meget høje antal vises som grænser.{further}",
                policy.ordinary, policy.sensitive, policy.most_sensitive
            ),
            Lang::En => format!(
                "The thresholds were fixed before anybody answered: at least {} answers for ordinary questions, {} for sensitive and {} for the most sensitive ones, which are shown for the whole only. A group may also be hidden because its figures together with others would give a smaller group away. Whether a group is hidden depends on numbers of answers, not on what was answered. A single question may be missing because all figures together would else show that everybody, or nearly everybody, in a small group answered alike; a few are left out by chance, so that it is no proof that something is missing. Very low and very high counts are shown as bounds.{further}",
                policy.ordinary, policy.sensitive, policy.most_sensitive
            ),
        },
    ));
    notes.push((
        pick(lang, "Kilde", "Source"),
        match lang {
            Lang::Da => format!(
                "Alle tal kommer fra udgivelsen af undersøgelsen {}, med SHA-256-aftryk {}.",
                context.document.survey.code, context.document.digest
            ),
            Lang::En => format!(
                "All figures come from the release of survey {}, with SHA-256 digest {}.",
                context.document.survey.code, context.document.digest
            ),
        },
    ));
    notes
        .into_iter()
        .map(|(term, words)| (term.to_owned(), words))
        .collect()
}

/// What a policy promises beyond its thresholds; nothing, or begins with a space.
fn further(lang: Lang, policy: &PolicyFacts) -> String {
    let mut words = String::new();
    if policy.differences > policy.ordinary {
        let least = lang.whole(policy.differences);
        words.push_str(pick(
            lang,
            " Det, der er tilbage, når viste grupper trækkes fra hinanden, er altid mindst ",
            " What is left when shown groups are taken away from each other is always at least ",
        ));
        words.push_str(&least);
        words.push_str(pick(
            lang,
            " svar eller selv viste grupper.",
            " answers, or shown groups themselves.",
        ));
    }
    if policy.coalition > 1 {
        words.push_str(pick(
            lang,
            " Grænserne for »mindst« og »højst« er valgt, så selv to, der lægger deres egne svar sammen, ikke kan se, hvad alle de andre i gruppen svarede.",
            " “At least” and “at most” begin so early that even two who lay their own answers together cannot tell what everybody else in the group answered.",
        ));
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_is_said_only_where_more_is_promised() {
        let policy = |coalition, differences| PolicyFacts {
            name: String::new(),
            ordinary: 7,
            sensitive: 10,
            most_sensitive: 20,
            coalition,
            differences,
        };
        assert_eq!(further(Lang::Da, &policy(1, 7)), "");
        let pair = further(Lang::Da, &policy(2, 7));
        assert!(
            pair.starts_with(" Grænserne") && pair.contains("selv to"),
            "{pair}"
        );
        let both = further(Lang::En, &policy(2, 12));
        assert!(
            both.contains("at least 12 answers, or shown groups themselves.")
                && both.contains("even two"),
            "{both}"
        );
    }
}
