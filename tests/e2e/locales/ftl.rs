//! Message files read for their shape: keys, variables, references, plural selections.

use std::collections::{BTreeMap, BTreeSet};

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement, Variant, VariantKey};
use fluent_syntax::parser;

/// The messages of one language.
#[derive(Default)]
pub struct Messages {
    messages: BTreeMap<String, Shape>,
    /// What a file should not have.
    pub complaints: Vec<String>,
}

/// What a message is made of.
#[derive(Default)]
struct Shape {
    variables: BTreeSet<String>,
    references: BTreeSet<String>,
    /// The variants of each selection that has plural forms among them.
    plurals: Vec<BTreeSet<String>>,
}

impl Messages {
    /// Reads one file more.
    pub fn add(&mut self, file: &str, text: &str) {
        let resource = parser::parse(text).unwrap_or_else(|(resource, errors)| {
            self.complaints.push(format!("{file}: {errors:?}"));
            resource
        });
        for entry in resource.body {
            let (key, value, attributes) = match &entry {
                Entry::Message(message) => {
                    (message.id.name.to_owned(), message.value.as_ref(), &message.attributes)
                }
                Entry::Term(term) => (format!("-{}", term.id.name), Some(&term.value), &term.attributes),
                _ => continue,
            };
            let Some(value) = value.filter(|_| attributes.is_empty()) else {
                self.complaints.push(format!("{file}: {key} is not just a text"));
                continue;
            };
            let mut shape = Shape::default();
            shape.read(value);
            if self.messages.insert(key.clone(), shape).is_some() {
                self.complaints.push(format!("{file}: {key} stands there twice"));
            }
        }
    }

    /// The keys that the source can use, in order: no terms.
    pub fn keys(&self) -> impl Iterator<Item = &String> {
        self.messages.keys().filter(|key| !key.starts_with('-'))
    }

    /// The variables of a message and of the messages within it; `None` if one of them is not there.
    pub fn variables(&self, key: &str) -> Option<BTreeSet<String>> {
        let shape = self.messages.get(key)?;
        let mut variables = shape.variables.clone();
        for reference in &shape.references {
            variables.extend(self.variables(reference)?);
        }
        Some(variables)
    }

    /// Whether another message holds this one.
    pub fn is_referenced(&self, key: &str) -> bool {
        self.messages.values().any(|shape| shape.references.contains(key))
    }

    /// Plural selections without one of the forms.
    pub fn lacking_plurals(&self, forms: &[&str]) -> Vec<String> {
        let mut lacking = Vec::new();
        for (key, shape) in &self.messages {
            for plural in &shape.plurals {
                let missing = forms.iter().filter(|form| !plural.contains(**form));
                lacking.extend(missing.map(|form| format!("{key} lacks {form}")));
            }
        }
        lacking
    }
}

impl Shape {
    fn read(&mut self, pattern: &Pattern<&str>) {
        for element in &pattern.elements {
            if let PatternElement::Placeable { expression } = element {
                self.read_expression(expression);
            }
        }
    }

    fn read_expression(&mut self, expression: &Expression<&str>) {
        match expression {
            Expression::Inline(inline) => self.read_inline(inline),
            Expression::Select { selector, variants } => {
                self.read_inline(selector);
                self.read_variants(variants);
            }
        }
    }

    fn read_variants(&mut self, variants: &[Variant<&str>]) {
        let mut names = BTreeSet::new();
        for variant in variants {
            if let VariantKey::Identifier { name } = variant.key {
                names.insert(name.to_owned());
            }
            self.read(&variant.value);
        }
        if ["zero", "one", "two", "few", "many"].iter().any(|form| names.contains(*form)) {
            self.plurals.push(names);
        }
    }

    fn read_inline(&mut self, inline: &InlineExpression<&str>) {
        match inline {
            InlineExpression::VariableReference { id } => {
                self.variables.insert(id.name.to_owned());
            }
            InlineExpression::MessageReference { id, .. } => {
                self.references.insert(id.name.to_owned());
            }
            InlineExpression::TermReference { id, .. } => {
                self.references.insert(format!("-{}", id.name));
            }
            InlineExpression::FunctionReference { arguments, .. } => {
                arguments.positional.iter().for_each(|argument| self.read_inline(argument));
            }
            InlineExpression::Placeable { expression } => self.read_expression(expression),
            InlineExpression::StringLiteral { .. } | InlineExpression::NumberLiteral { .. } => {}
        }
    }
}
