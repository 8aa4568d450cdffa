//! Facts: what one published figure says of the answers of one group, as a linear row over the answers.

/// How a report calls the sum of the points of ratings.
pub(crate) const SUM: &str = "sum of points";

/// What the answers to one question can be, and which answers a report speaks of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// Points or options. One more category follows: no answer.
    pub categories: usize,
    /// Reverse-coded rating.
    pub reverse: bool,
    /// Classes of answers that a person could mind others knowing, and the sum of points.
    pub classes: Vec<Class>,
}

/// What a class of answers is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ClassKind {
    /// One point or option.
    One,
    /// Favourable answers.
    Favourable,
    /// Unfavourable answers.
    Unfavourable,
    /// Sum of the points.
    Sum,
    /// Left an option out that others chose: from 20 answers on the rules let its number be told, however few chose the option.
    Negative,
}

/// A class of answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Class {
    /// What it is.
    pub kind: ClassKind,
    /// How the report calls it.
    pub name: String,
    /// What each category counts; the last category, no answer, counts nothing.
    pub weights: Vec<i64>,
}

/// A row over the answers of one group: `low <= weights · counts <= high`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// Per category, no answer last.
    pub weights: Vec<i64>,
    /// At least; open if nothing is said.
    pub low: Option<i64>,
    /// At most; open if nothing is said.
    pub high: Option<i64>,
    /// It follows from the public rules of display, not from the figure alone.
    pub rule: bool,
    /// In words.
    pub text: String,
}

impl Question {
    /// A rating with so many points.
    pub fn rating(points: usize, reverse: bool) -> Self {
        let mut classes: Vec<Class> = (0..points)
            .map(|at| one(points, at, format!("answered {}", at + 1)))
            .collect();
        for (kind, name, upper) in [
            (ClassKind::Favourable, "favourable", !reverse),
            (ClassKind::Unfavourable, "unfavourable", reverse),
        ] {
            let in_it = |at: usize| {
                if upper {
                    2 * (at + 1) > points + 1
                } else {
                    2 * (at + 1) < points + 1
                }
            };
            let weights = (0..=points).map(|at| i64::from(at < points && in_it(at)));
            classes.push(Class {
                kind,
                name: name.to_owned(),
                weights: weights.collect(),
            });
        }
        let points_of = (1_i64..).take(points).chain(std::iter::once(0));
        classes.push(Class {
            kind: ClassKind::Sum,
            name: SUM.to_owned(),
            weights: points_of.collect(),
        });
        Self {
            categories: points,
            reverse,
            classes,
        }
    }

    /// Each answer is one of these.
    pub fn choice(names: &[&str]) -> Self {
        let classes = names.iter().enumerate();
        Self {
            categories: names.len(),
            reverse: false,
            classes: classes
                .map(|(at, name)| one(names.len(), at, (*name).to_owned()))
                .collect(),
        }
    }

    /// An option that is chosen or not.
    pub fn option(name: &str) -> Self {
        let mut question = Self::choice(&[name, "did not"]);
        question.classes[1].kind = ClassKind::Negative;
        question
    }

    /// Everybody who answered.
    pub fn answered(&self) -> Vec<i64> {
        let mut weights = vec![1; self.categories];
        weights.push(0);
        weights
    }

    /// Everybody with a ballot.
    pub fn ballots(&self) -> Vec<i64> {
        vec![1; self.categories + 1]
    }

    /// The class of this kind.
    pub fn class(&self, kind: ClassKind) -> Option<&Class> {
        self.classes.iter().find(|class| class.kind == kind)
    }

    /// Neither favourable nor unfavourable.
    pub fn neutral(&self) -> Vec<i64> {
        let mut weights = self.answered();
        for class in &self.classes {
            if matches!(class.kind, ClassKind::Favourable | ClassKind::Unfavourable) {
                for (left, taken) in weights.iter_mut().zip(&class.weights) {
                    *left -= taken;
                }
            }
        }
        weights
    }

    /// Everybody who answered something else.
    pub fn others(&self, weights: &[i64]) -> Vec<i64> {
        let all = self.answered();
        all.iter().zip(weights).map(|(all, w)| all - w).collect()
    }
}

fn one(categories: usize, at: usize, name: String) -> Class {
    let weights = (0..=categories).map(|other| i64::from(other == at));
    Class {
        kind: ClassKind::One,
        name,
        weights: weights.collect(),
    }
}

/// Facts of one cell as they are gathered, and what in it breaks the public rules.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// The facts.
    pub rows: Vec<Fact>,
    /// Figures that the rules would have shown as a bound, or not at all, in words.
    pub broken: Vec<String>,
}

impl Facts {
    /// What the figure itself says.
    pub fn says(&mut self, weights: Vec<i64>, low: Option<i64>, high: Option<i64>, text: &str) {
        self.push(weights, low, high, false, text);
    }

    /// What the rules say about a cell with such a figure.
    pub fn implies(&mut self, weights: Vec<i64>, low: Option<i64>, high: Option<i64>, text: &str) {
        self.push(weights, low, high, true, text);
    }

    fn push(
        &mut self,
        weights: Vec<i64>,
        low: Option<i64>,
        high: Option<i64>,
        rule: bool,
        text: &str,
    ) {
        self.rows.push(Fact {
            weights,
            low,
            high,
            rule,
            text: text.to_owned(),
        });
    }
}
