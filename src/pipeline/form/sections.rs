//! Fields in the parts that a form shows: by group, what most people never need apart.

use super::Field;

/// A part of a form.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldSection {
    /// Title.
    pub title: String,
    /// What is shown at once.
    pub fields: Vec<Field>,
    /// What is folded away.
    pub advanced: Vec<Field>,
    /// How many of the folded ones differ from their defaults.
    pub advanced_changed: usize,
}

/// Puts fields, sorted by group, into parts. A query leaves only what it finds, and folds nothing away.
pub fn field_sections(fields: &[Field], query: &str) -> Vec<FieldSection> {
    let mut sections: Vec<FieldSection> = Vec::new();
    let searching = !query.trim().is_empty();
    for field in fields.iter().filter(|field| field.matches(query)) {
        let found = sections
            .iter_mut()
            .position(|section| section.title == field.group());
        let index = found.unwrap_or_else(|| {
            sections.push(FieldSection {
                title: field.group().to_owned(),
                fields: Vec::new(),
                advanced: Vec::new(),
                advanced_changed: 0,
            });
            sections.len() - 1
        });
        let Some(section) = sections.get_mut(index) else {
            continue;
        };
        if field.advanced() && !searching {
            section.advanced_changed += usize::from(field.changed());
            section.advanced.push(field.clone());
        } else {
            section.fields.push(field.clone());
        }
    }
    sections.sort_by_key(later);
    sections
}

/// What comes later: what messages may change while the pipeline runs, and parts with nothing but advanced fields.
fn later(section: &FieldSection) -> (bool, bool) {
    let mut all = section.fields.iter().chain(&section.advanced);
    let at_runtime = all.all(|field| field.name.starts_with("initial"));
    (section.fields.is_empty(), at_runtime)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::{Pipeline, form::node_fields};

    #[test]
    fn advanced_fields_are_folded_until_searched() {
        let mut pipeline = Pipeline::default();
        let id = pipeline.create("ColorCamera").unwrap();
        pipeline.set(id, "numFramesPoolIsp", 7).unwrap();
        let fields = node_fields(pipeline.node(id).unwrap());
        let sections = field_sections(&fields, " ");
        let memory = sections.iter().find(|section| section.title == "Memory");
        let memory = memory.unwrap();
        assert!(
            memory
                .advanced
                .iter()
                .any(|field| field.name == "numFramesPoolIsp")
        );
        assert_eq!(memory.advanced_changed, 1);
        let n: usize = sections
            .iter()
            .map(|section| section.fields.len() + section.advanced.len())
            .sum();
        assert_eq!(n, fields.len());
        let titles: Vec<_> = sections.iter().map(|it| it.title.as_str()).collect();
        assert_eq!(titles.first(), Some(&"Camera"));
        assert_eq!(titles.last(), Some(&"Control"), "{titles:?}");
        let found = field_sections(&fields, "poolisp");
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].fields.len(), found[0].advanced.len()), (1, 0));
        assert!(field_sections(&fields, "no such property").is_empty());
    }
}
