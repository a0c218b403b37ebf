//! A vector in one byte per dimension.

/// The direction of a vector. Each component is one byte, so that a million vectors fit into memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vector(Vec<i8>);

impl Vector {
    /// The direction of a vector with these components. `None` if it has none: no components, all zero, or not finite.
    pub fn quantized(components: &[f32]) -> Option<Self> {
        let largest = components.iter().fold(0.0_f32, |largest, component| largest.max(component.abs()));
        let is_finite = components.iter().all(|component| component.is_finite());
        if !is_finite || largest == 0.0 {
            return None;
        }
        let scale = f32::from(i8::MAX) / largest;
        Some(Self(components.iter().map(|component| (component * scale).round() as i8).collect()))
    }

    /// The vector with these bytes, which [`Self::to_bytes`] returned.
    pub fn from_bytes(bytes: &[u8]) -> Self {
        Self(bytes.iter().map(|byte| byte.cast_signed()).collect())
    }

    /// One byte per dimension.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.0.iter().map(|component| component.cast_unsigned()).collect()
    }

    /// The number of dimensions.
    pub fn dimensions(&self) -> usize {
        self.0.len()
    }

    /// The components.
    pub(super) fn components(&self) -> &[i8] {
        &self.0
    }

    /// The cosine of the angle to a vector with the same number of dimensions, -1 to 1.
    pub fn cosine(&self, other: &Self) -> f64 {
        f64::from(dot(&self.0, &other.0) as f32 / (length(&self.0) * length(&other.0)))
    }
}

/// The length of a vector with these components.
pub(super) fn length(components: &[i8]) -> f32 {
    (dot(components, components) as f32).sqrt().max(f32::MIN_POSITIVE)
}

/// The scalar product. The compiler turns this form into vector instructions.
pub(super) fn dot(one: &[i8], other: &[i8]) -> i32 {
    one.iter().zip(other).map(|(a, b)| i32::from(i16::from(*a) * i16::from(*b))).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_vector_without_a_direction_is_none() {
        for components in [&[][..], &[0.0, 0.0], &[f32::NAN, 1.0], &[f32::INFINITY]] {
            assert_eq!(Vector::quantized(components), None, "{components:?}");
        }
    }

    #[test]
    fn the_cosine_is_that_of_the_components_and_survives_storage() {
        let (one, other) = ([0.3_f32, -0.2, 0.9, 1e-4], [0.1_f32, 0.7, 0.5, -0.3]);
        let exact = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
        let expected = exact(&one, &other) / (exact(&one, &one) * exact(&other, &other)).sqrt();
        let [one, other] = [one, other].map(|components| Vector::quantized(&components).unwrap());
        assert!((one.cosine(&other) - f64::from(expected)).abs() < 0.01);
        assert_eq!(Vector::from_bytes(&one.to_bytes()), one);
        assert!((one.cosine(&one) - 1.0).abs() < 1e-6);
    }
}
