//! Surveys that asked the same people before: where the release would tell of whoever joined or left since, it shows less.
//!
//! Rule R11: see [`super::audit::wave`] for what is looked at. A figure that is withheld must not follow from those around it: one hidden
//! group is never alone among its siblings, and for a group without others inside it the audit looks for answers that publish everything
//! around it the same while whoever joined or left gave other ones. Where it finds none in time, one sibling more is hidden, then the group
//! around them.
//!
//! Invariants: of members only numbers are known here, of answers only figures; less is shown, never more; waves are compared one by one.
//!
//! Limits: ratings only. That joiners and leavers of several groups are looked at together is left out, and so is a withheld figure's
//! being one of those that are withheld, together with what stands around it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::aspect::{Aspect, aspects};
use super::audit::block::split as blocks;
use super::audit::display::Level;
use super::audit::divide::divided;
use super::audit::question::Question;
use super::audit::search::{Settings, Violation, audit};
use super::audit::sheet::Sheet;
use super::audit::target::Thresholds;
use super::audit::walk::Walker;
use super::audit::wave::{JOINED, LEFT, Members, Rule, Side, Split};
use super::audited::{Audit, Audited, Auditor, Inquiry};
use super::document::{Reason, Shown, Subject};
use super::ends::Ends;
use super::matter::{Matter, Sort};
use super::plan::Plan;
use super::primary::Detail;
use super::{Certificate, Refusal, ReleaseDocument};

/// A survey that was released and asked the same people, with how many of each group were asked both times.
#[derive(Clone, Debug, PartialEq)]
pub struct Wave {
    document: ReleaseDocument,
    certificate: Certificate,
    members: BTreeMap<String, Members>,
}

impl Wave {
    /// What it published, the proof that belongs to it, and the members by code of the group.
    pub fn new(
        document: ReleaseDocument,
        certificate: Certificate,
        members: BTreeMap<String, Members>,
    ) -> Result<Self, Refusal> {
        if document.policy.coalition != 1 {
            return Err(Refusal::NotAudited(
                "an earlier survey was shown by other bounds than waves are audited for".to_owned(),
            ));
        }
        if certificate.release != document.digest {
            return Err(Refusal::NotAudited(
                "the certificate of an earlier survey belongs to another release".to_owned(),
            ));
        }
        Ok(Self {
            document,
            certificate,
            members,
        })
    }

    /// What it showed of a rating in a group, and how many of the group were asked.
    fn side(&self, about: &Subject, rating: Sort, code: &str) -> Option<(Side, Members)> {
        let members = *self.members.get(code)?;
        let tables = &self.document.tables;
        let place = tables.iter().position(|table| table.about == *about)?;
        let proof = self.certificate.tables.iter();
        let proof = proof.into_iter().find(|proof| proof.table == place)?;
        let groups = &self.document.groups;
        let group = groups.iter().position(|group| group.id == code)?;
        let known = self.certificate.about.get(place)?;
        if !matches!(known, Matter::Question { sort, .. } if *sort == rating) {
            return None;
        }
        let n = self
            .certificate
            .strata
            .iter()
            .zip(&proof.answers)
            .filter(|(stratum, _)| self.is_within(stratum, code))
            .map(|(_, answers)| answers)
            .sum();
        let Shown::Shown(figures) = &tables.get(place)?.cells.get(group)?.figures else {
            return None;
        };
        let (measure, reverse) = rating.measure();
        let aspect = *aspects(measure, reverse).first()?;
        let side = Side {
            n,
            level: level(proof.details.get(group)?.detail()),
            display: aspect.display(figures, n, Ends::against(1))?,
        };
        Some((side, members))
    }

    fn is_within(&self, stratum: &str, code: &str) -> bool {
        let find = |id: &str| self.document.groups.iter().find(|group| group.id == id);
        let path = std::iter::successors(find(stratum), |group| {
            group.parent.as_deref().and_then(find)
        });
        path.into_iter().any(|group| group.id == code)
    }
}

/// The level of the audit that a detail is.
fn level(detail: Detail) -> Level {
    match detail {
        Detail::Small => Level::Small,
        Detail::Classes => Level::Classes,
        Detail::Full => Level::Full,
    }
}

/// A figure withheld, and from which comparison.
struct Withheld {
    group: usize,
    before: Side,
    splits: Vec<Split>,
}

/// One rating that earlier waves asked, too.
pub(in crate::disclosure) struct Repeated<'a> {
    /// Audits the survey by itself.
    pub(in crate::disclosure) auditor: &'a Auditor<'a>,
    /// The earlier surveys.
    pub(in crate::disclosure) waves: &'a [Wave],
    /// As many people at most may have joined or left a small group where it is compared.
    pub(in crate::disclosure) moved: u32,
}

impl Audit for Repeated<'_> {
    fn audit(&self, asked: Inquiry<'_>, plan: Plan) -> Result<Audited, Refusal> {
        let again = Again {
            auditor: self.auditor,
            waves: self.waves,
            moved: self.moved,
            asked,
        };
        again.audit(&plan)
    }

    fn answers(&self, own: &[u32]) -> Vec<u32> {
        self.auditor.answers(own)
    }
}

/// A variable of a survey that follows others.
struct Again<'a> {
    auditor: &'a Auditor<'a>,
    waves: &'a [Wave],
    moved: u32,
    asked: Inquiry<'a>,
}

impl Again<'_> {
    /// Audits the variable by itself, then against the earlier waves, until nothing more has to be taken away.
    fn audit(&self, plan: &Plan) -> Result<Audited, Refusal> {
        let mut gone: BTreeSet<usize> = BTreeSet::new();
        let mut withheld: Vec<Withheld> = Vec::new();
        loop {
            let mut reduced = plan.clone();
            for group in &gone {
                if let Some(reason) = reduced.hidden.get_mut(*group) {
                    reason.get_or_insert(Reason::ProtectsAnother);
                }
            }
            let audited = self.auditor.audit(self.asked, reduced)?;
            let Sort::Rating { points, .. } = Sort::of(self.asked.raw.measure, self.asked.reverse)
            else {
                return Ok(audited);
            };
            let before = gone.len();
            let new = self.pinned(points, &audited.plan);
            for found in &new {
                self.hide(found.group, &audited.plan, &mut gone);
            }
            if new.is_empty() {
                for found in &withheld {
                    if !self.holds(found, &audited.plan) {
                        self.hide_another(found.group, &audited.plan, &mut gone);
                        break;
                    }
                }
            }
            withheld.extend(new);
            if gone.len() == before {
                return Ok(audited);
            }
        }
    }

    fn thresholds(&self, plan: &Plan) -> Thresholds {
        Thresholds {
            minimum: self.asked.minimum,
            coalition: plan.coalition,
            ..Thresholds::default()
        }
    }

    /// The groups whose figures are withheld.
    fn pinned(&self, points: usize, plan: &Plan) -> Vec<Withheld> {
        let mut rule = Rule::new(points, self.asked.reverse, self.thresholds(plan));
        let rating = Sort::Rating {
            points,
            reverse: self.asked.reverse,
        };
        let mut pinned = Vec::new();
        for (group, known) in self.auditor.tree.groups().iter().enumerate() {
            let Some(now) = self.now(group, plan) else {
                continue;
            };
            for wave in self.waves {
                let Some((before, members)) =
                    wave.side(self.asked.about, rating, known.code.as_str())
                else {
                    continue;
                };
                let moved = before.most_moved(&now, self.moved, &self.thresholds(plan));
                let splits = members.splits(before.n, now.n, moved);
                if rule.withholds(&before, &now, &splits) {
                    pinned.push(Withheld {
                        group,
                        before,
                        splits,
                    });
                }
            }
        }
        pinned
    }

    fn aspect(&self) -> Option<Aspect> {
        aspects(self.asked.raw.measure, self.asked.reverse)
            .first()
            .copied()
    }

    /// What is to be shown of a group now.
    fn now(&self, group: usize, plan: &Plan) -> Option<Side> {
        if plan.hidden[group].is_some() {
            return None;
        }
        let counts = &self.asked.raw.groups[group];
        let whole = plan.whole_spread(self.asked.raw, self.asked.reverse);
        let shown = plan.figures(
            self.asked.raw.measure,
            self.asked.reverse,
            group,
            counts,
            whole,
        );
        let Shown::Shown(figures) = shown else {
            return None;
        };
        Some(Side {
            n: counts.base,
            level: level(plan.details[group]),
            display: self.aspect()?.display(&figures, counts.base, plan.ends())?,
        })
    }

    /// Hides a group and those inside it, and the smallest sibling if no other is hidden: alone it would follow from the others.
    fn hide(&self, group: usize, plan: &Plan, gone: &mut BTreeSet<usize>) {
        let tree = self.auditor.tree;
        if group == 0 {
            gone.extend(0..tree.groups().len());
            return;
        }
        let inside = |of: usize| {
            (0..tree.groups().len()).filter(move |other| tree.path(*other).any(|at| at == of))
        };
        gone.extend(inside(group));
        let hidden = |sibling: &usize| {
            *sibling != group
                && self.asked.raw.groups[*sibling].base > 0
                && (plan.hidden[*sibling].is_some() || gone.contains(sibling))
        };
        let parent = tree.get(group).and_then(|group| group.parent);
        if !tree.children(parent.unwrap_or(0)).any(|one| hidden(&one)) {
            self.hide_another(group, plan, gone);
        }
    }

    /// Hides the smallest sibling that is still shown, or else the group around.
    fn hide_another(&self, group: usize, plan: &Plan, gone: &mut BTreeSet<usize>) {
        let tree = self.auditor.tree;
        let parent = tree.get(group).and_then(|group| group.parent).unwrap_or(0);
        let shown = tree
            .children(parent)
            .filter(|sibling| plan.hidden[*sibling].is_none() && !gone.contains(sibling));
        match shown.min_by_key(|sibling| (self.asked.raw.groups[*sibling].base, *sibling)) {
            Some(sibling) => {
                let inside = (0..tree.groups().len())
                    .filter(|other| tree.path(*other).any(|at| at == sibling));
                gone.extend(inside);
            }
            None if gone.contains(&parent) || plan.hidden[parent].is_some() => {
                gone.extend(0..tree.groups().len());
            }
            None => self.hide(parent, plan, gone),
        }
    }

    /// Whether a withheld figure stays untold by what is shown around it.
    fn holds(&self, found: &Withheld, plan: &Plan) -> bool {
        let auditor = self.auditor;
        let stratum = auditor.strata.binary_search(&found.group);
        let (Ok(atom), false, Some(aspect)) =
            (stratum, found.before.level == Level::Full, self.aspect())
        else {
            // Groups with others inside them, and those of which every point was shown, are hidden with a sibling and what is inside both.
            return true;
        };
        let n = auditor.answers(&self.asked.raw.own);
        let peopled = auditor.peopled.iter();
        let published = peopled.map(|group| self.asked.row(plan, aspect, *group));
        let sheet = Sheet {
            frame: &auditor.groups,
            kind: Arc::new(aspect.kind()),
            n: &n,
            published: published.collect(),
        };
        let thresholds = self.thresholds(plan);
        let row = auditor.groups.groups().len();
        for block in blocks(&sheet, &thresholds).questions {
            let Ok(local) = block.atoms.binary_search(&atom) else {
                continue;
            };
            for split in &found.splits {
                let question = divided(&block, local, &found.before, *split, row);
                if !self.is_untold(&question, plan) {
                    return false;
                }
            }
        }
        true
    }

    /// Whether nothing is told of joiners and leavers but what one wave tells by itself. The last row of the question is the earlier one.
    fn is_untold(&self, question: &Question, plan: &Plan) -> bool {
        let violated = |question: &Question| {
            let (mut walker, settings) = (Walker::new(), Settings::default());
            let (thresholds, solver) = (self.thresholds(plan), self.auditor.solver);
            audit(question, &thresholds, &mut walker, solver, &settings, &[])
                .map(|audit| audit.violations)
        };
        // If nobody can have stayed the same, nothing is told.
        let Ok(together) = violated(question) else {
            return true;
        };
        if together.is_empty() {
            return true;
        }
        let (mut before, mut now) = (question.clone(), question.clone());
        before.groups = now.groups.pop().into_iter().collect();
        let mut alone: Vec<Violation> = Vec::new();
        for (one, whose) in [(before, LEFT), (now, JOINED)] {
            // Figures of one wave that contradict each other excuse nothing.
            let Ok(found) = violated(&one) else {
                return false;
            };
            let of_whose =
                |violation: &Violation| violation.proven && violation.need.target == whose;
            alone.extend(found.into_iter().filter(of_whose));
        }
        together
            .iter()
            .all(|violation| alone.iter().any(|excused| excused.need == violation.need))
    }
}
