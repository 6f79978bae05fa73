/// The known word that `word` was probably meant to be.
pub fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    // Names of other programs for the same thing are often written with the other dash.
    let word = word.to_lowercase().replace('_', "-");
    known
        .map(|other| (strsim::damerau_levenshtein(&word, other), other))
        .filter(|(distance, other)| *distance <= 1 + other.len() / 4)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, other)| other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_near_is_named() {
        let known = ["wall-time", "cpu-time", "memory"];
        assert_eq!(nearest("wall-tim", known.into_iter()), Some("wall-time"));
        assert_eq!(nearest("CPU_TIME", known.into_iter()), Some("cpu-time"));
        assert_eq!(nearest("mermory", known.into_iter()), Some("memory"));
        assert_eq!(nearest("colour", known.into_iter()), None);
    }
}
