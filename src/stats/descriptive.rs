//! Mean and standard deviation.

/// Arithmetic mean. `None` if there are no values or one is not finite.
pub fn mean(values: &[f64]) -> Option<f64> {
    let sum: f64 = values.iter().sum();
    finite(sum / values.len() as f64)
}

/// Standard deviation with `n - 1`: `sqrt(sum (x - mean)^2 / (n - 1))`, in two passes. 0 for constant values;
/// `None` below two values or if one is not finite.
pub fn sd(values: &[f64]) -> Option<f64> {
    if values.len() < 2 {
        return None;
    }
    let centre = mean(values)?;
    let squares: f64 = values.iter().map(|x| (x - centre).powi(2)).sum();
    finite((squares / (values.len() - 1) as f64).sqrt())
}

/// Standard deviation with `n - 1` from whole-number sums: `sqrt((n Q - S^2) / (n (n - 1)))`, where `S` is the sum and `Q`
/// the sum of squares. Exact until the last division, so it does not depend on the order of the data.
/// `None` below two values, or for sums that no data can have.
pub fn sd_from_sums(n: u64, sum: i128, squares: i128) -> Option<f64> {
    if n < 2 {
        return None;
    }
    let n = i128::from(n);
    let spread = n.checked_mul(squares)?.checked_sub(sum.checked_mul(sum)?)?;
    if spread < 0 {
        return None;
    }
    finite((spread as f64 / (n * (n - 1)) as f64).sqrt())
}

fn finite(value: f64) -> Option<f64> {
    value.is_finite().then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_r() {
        // R: x <- sleep$extra[1:10]; mean(x); sd(x)
        let sleep = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0];
        assert!((mean(&sleep).unwrap() - 0.75).abs() < 1e-12);
        assert!((sd(&sleep).unwrap() - 1.789_010).abs() < 1e-6);
        let tenths: [i128; 10] = [7, -16, -2, -12, -1, 34, 37, 8, 0, 20];
        let from_sums =
            sd_from_sums(10, tenths.iter().sum(), tenths.iter().map(|x| x * x).sum()).unwrap();
        assert!((from_sums / 10.0 - sd(&sleep).unwrap()).abs() < 1e-12);
    }

    #[test]
    fn what_cannot_be_computed_is_none() {
        assert_eq!(mean(&[]), None);
        assert_eq!(mean(&[1.0, f64::NAN]), None);
        assert_eq!(sd(&[3.0]), None);
        assert_eq!(sd(&[3.0, f64::INFINITY]), None);
        assert_eq!(sd(&[3.0, 3.0]), Some(0.0));
        assert_eq!(sd_from_sums(1, 3, 9), None);
        assert_eq!(sd_from_sums(2, 4, 7), None);
        assert_eq!(sd_from_sums(3, 9, 27), Some(0.0));
    }
}
