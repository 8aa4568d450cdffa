//! Who stands nearly where somebody stands: the atoms that differ from an atom in the fewest spans.
//!
//! Where groups cross, two people who change places break the rows of every span that has only one of them, so the walk looks for
//! partners nearby. Invariant: a function of the spans alone; lists are short, the nearest first.

/// The longest list.
const MOST: usize = 40;
/// Spans of more atoms bring nobody near in a large model.
const WIDE: usize = 400;

/// Per atom, others by the number of spans that have only one of the two. `spans` and `inside` are each other's transpose.
pub(crate) fn near(
    peopled: &[usize],
    spans: &[Vec<usize>],
    inside: &[Vec<usize>],
) -> Vec<Vec<usize>> {
    let mut near = vec![Vec::new(); spans.len()];
    let mut shared = vec![0_usize; spans.len()];
    for atom in peopled {
        let mut met = Vec::new();
        for span in &spans[*atom] {
            if inside[*span].len() > WIDE && peopled.len() > WIDE {
                continue;
            }
            for other in &inside[*span] {
                if shared[*other] == 0 {
                    met.push(*other);
                }
                shared[*other] += 1;
            }
        }
        let all = spans[*atom].len();
        // The next ones in the circle of atoms first, so that lists of equals are not the same for all.
        let mut others: Vec<(usize, usize, usize)> = met
            .iter()
            .filter(|other| *other != atom)
            .map(|other| {
                let apart = all + spans[*other].len() - 2 * shared[*other];
                (apart, (other + spans.len() - atom) % spans.len(), *other)
            })
            .collect();
        for other in met {
            shared[other] = 0;
        }
        others.sort_unstable();
        others.truncate(MOST);
        near[*atom] = others.into_iter().map(|(_, _, other)| other).collect();
    }
    near
}
