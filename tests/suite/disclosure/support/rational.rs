//! Elimination in fractions, for comparison: slow, small, and nothing shared with the code under test.

/// A fraction in lowest terms, its denominator positive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Fraction(i128, i128);

fn fraction(top: i128, bottom: i128) -> Fraction {
    let (mut a, mut b) = (top.abs(), bottom.abs());
    while b != 0 {
        (a, b) = (b, a % b);
    }
    let sign = if bottom < 0 { -1 } else { 1 };
    Fraction(sign * top / a, sign * bottom / a)
}

/// `x - f * y`
fn less(x: Fraction, f: Fraction, y: Fraction) -> Fraction {
    fraction(x.0 * f.1 * y.1 - f.0 * y.0 * x.1, x.1 * f.1 * y.1)
}

/// The rank of a list of integer vectors.
pub(crate) fn rank(vectors: &[Vec<i64>]) -> usize {
    let mut rows: Vec<Vec<Fraction>> = vectors
        .iter()
        .map(|v| v.iter().map(|x| Fraction(i128::from(*x), 1)).collect())
        .collect();
    let columns = vectors.first().map_or(0, Vec::len);
    let mut rank = 0;
    for column in 0..columns {
        let Some(found) = (rank..rows.len()).find(|row| rows[*row][column].0 != 0) else {
            continue;
        };
        rows.swap(rank, found);
        let pivot = rows[rank].clone();
        for row in rows.iter_mut().skip(rank + 1) {
            let factor = fraction(
                row[column].0 * pivot[column].1,
                row[column].1 * pivot[column].0,
            );
            for at in column..columns {
                row[at] = less(row[at], factor, pivot[at]);
            }
        }
        rank += 1;
    }
    rank
}

/// Whether a vector is a combination of others.
pub(crate) fn contains(vectors: &[Vec<i64>], vector: &[i64]) -> bool {
    let mut more = vectors.to_vec();
    more.push(vector.to_vec());
    rank(vectors) == rank(&more)
}
