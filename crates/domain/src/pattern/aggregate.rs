//! A pattern of the library as its readers see it.

use strum::{EnumString, IntoStaticStr, VariantArray};

use super::general::generalized;
use super::{
    Action, Confidence, Content, Evidence, PatternDraft, PatternEdit, PatternType, Trigger, language_of,
};
use crate::language::Language;
use crate::similarity::TokenSet;
use crate::template::ResponseTemplate;

/// Maximum number of example questions of a pattern.
pub const MAX_EXAMPLES: usize = 20;

/// A reusable reply. It is computed from its [`History`](super::History), never changed in any other way.
#[derive(Debug, Clone, PartialEq)]
pub struct Pattern {
    /// What it is about.
    pub pattern_type: PatternType,
    /// The generalized question.
    pub trigger: Trigger,
    /// The reusable reply.
    pub template: ResponseTemplate,
    /// Questions of the evidence, each once, at most [`MAX_EXAMPLES`]. Unless a person edited the list, the first is
    /// that of the evidence that created the pattern.
    pub examples: Vec<Trigger>,
    /// How far the pattern can be trusted, 0 to 1.
    pub confidence: Confidence,
    /// Whether the reply may be sent without asking a person first.
    pub auto_executable: bool,
    /// The pattern is used for replies.
    pub is_active: bool,
    /// A person removed the pattern: it is not listed, and not learned again.
    pub is_removed: bool,
    /// What a person wrote, which evidence does not change.
    pub edited: Edited,
}

/// Which texts of a pattern a person wrote.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Edited {
    /// The trigger.
    pub trigger: bool,
    /// The template.
    pub template: bool,
}

/// Whether a pattern of the library is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum PatternStatus {
    /// It is used for replies.
    Active,
    /// It is listed, but not used.
    Inactive,
    /// A person removed it. It is not learned again.
    Removed,
    /// Every import that it came from was undone, or its evidence was moved to another pattern. It may be learned again.
    Retracted,
}

impl PatternStatus {
    /// The status of a stored pattern whose history folds to this; `None` is a retracted one.
    pub fn of(fold: Option<&Pattern>) -> Self {
        match fold {
            None => Self::Retracted,
            Some(Pattern { is_removed: true, .. }) => Self::Removed,
            Some(Pattern { is_active: false, .. }) => Self::Inactive,
            Some(_) => Self::Active,
        }
    }
}

impl Pattern {
    /// A new pattern.
    pub fn from_draft(draft: &PatternDraft) -> Self {
        let content = Content {
            pattern_type: draft.pattern_type,
            trigger: draft.trigger.clone(),
            template: draft.template.clone(),
        };
        Self { confidence: draft.confidence, ..Self::from_content(content) }
    }

    /// A new pattern with its first evidence.
    pub fn from_evidence(evidence: &Evidence) -> Self {
        let mut pattern = Self::from_draft(&evidence.draft);
        pattern.edit(&evidence.edit);
        pattern
    }

    /// A pattern with this content and without evidence. Its confidence is the lowest that a draft can have.
    pub(super) fn from_content(content: Content) -> Self {
        let Content { pattern_type, trigger, template } = content;
        Self {
            pattern_type,
            examples: vec![trigger.clone()],
            trigger,
            template,
            confidence: Confidence::LOWEST_OF_DRAFT,
            auto_executable: false,
            is_active: true,
            is_removed: false,
            edited: Edited::default(),
        }
    }

    /// What the pattern says.
    pub fn content(&self) -> Content {
        Content {
            pattern_type: self.pattern_type,
            trigger: self.trigger.clone(),
            template: self.template.clone(),
        }
    }

    /// Identifies what the pattern says, see [`Trigger::signature`].
    pub fn signature(&self) -> String {
        self.trigger.signature(self.pattern_type)
    }

    /// The language of the question and the answer; `None` if they are too short or too mixed to tell.
    pub fn language(&self) -> Option<Language> {
        language_of(&self.trigger, &self.template)
    }

    /// The pattern after one more piece of evidence. Unless a person wrote its texts, or allowed that the reply is sent
    /// without asking, they are then those of the reviewer of the evidence. Without a reviewer's text, the trigger is the
    /// most central of the examples, and the template the most general form of the known one and that of the evidence.
    pub fn confirmed_by(mut self, evidence: &Evidence) -> Self {
        let PatternEdit { trigger: new_trigger, template: new_template, confidence, .. } =
            evidence.edit.clone();
        self.confidence = confidence.unwrap_or_else(|| self.confidence.boosted(evidence.boost));
        let trigger = &evidence.draft.trigger;
        if self.examples.len() < MAX_EXAMPLES && !self.examples.contains(trigger) {
            self.examples.push(trigger.clone());
        }
        // What is sent without a person stays as the person saw it.
        if self.auto_executable {
            return self;
        }
        if !self.edited.trigger {
            self.edited.trigger = new_trigger.is_some();
            if let Some(text) = new_trigger.or_else(|| most_central(&self.examples).cloned()) {
                self.trigger = text;
            }
        }
        if !self.edited.template {
            self.edited.template = new_template.is_some();
            self.template =
                new_template.unwrap_or_else(|| generalized(&self.template, &evidence.draft.template));
        }
        self
    }

    /// Whether a text of this edit would be left out if evidence with the edit confirmed the pattern.
    pub fn would_leave_out(&self, edit: &PatternEdit) -> bool {
        let PatternEdit { trigger, template, .. } = edit;
        let is_trigger_kept = self.auto_executable || self.edited.trigger;
        let is_template_kept = self.auto_executable || self.edited.template;
        is_trigger_kept && trigger.as_ref().is_some_and(|text| *text != self.trigger)
            || is_template_kept && template.as_ref().is_some_and(|text| *text != self.template)
    }

    /// The pattern after a change.
    pub fn changed_by(mut self, action: &Action) -> Self {
        match action {
            Action::Edit(edit) => self.edit(edit),
            Action::Remove => self.is_removed = true,
            Action::Restore => self.is_removed = false,
            Action::Retract(_)
            | Action::Reinstate(_)
            | Action::Absorb(_)
            | Action::MergeInto(_)
            | Action::Split(_) => {}
        }
        self
    }

    fn edit(&mut self, edit: &PatternEdit) {
        let PatternEdit { trigger, template, examples, confidence, is_active, auto_executable } =
            edit.clone();
        self.edited.trigger |= trigger.is_some();
        self.edited.template |= template.is_some();
        self.trigger = trigger.unwrap_or_else(|| self.trigger.clone());
        self.template = template.unwrap_or_else(|| self.template.clone());
        if let Some(mut examples) = examples {
            examples.truncate(MAX_EXAMPLES);
            self.examples = examples;
        }
        self.confidence = confidence.unwrap_or(self.confidence);
        self.is_active = is_active.unwrap_or(self.is_active);
        self.auto_executable = auto_executable.unwrap_or(self.auto_executable);
    }
}

/// The question that is on average the most similar to the others, by its trigrams. Among equals, the first.
fn most_central(questions: &[Trigger]) -> Option<&Trigger> {
    let tokens: Vec<_> = questions.iter().map(Trigger::trigrams).collect();
    let centrality =
        |tokens_of: &TokenSet| tokens.iter().map(|other| tokens_of.similarity(other)).sum::<f64>();
    let rated = questions.iter().zip(&tokens).map(|(question, tokens)| (question, centrality(tokens)));
    let best = rated.reduce(|best, other| if other.1 > best.1 { other } else { best });
    best.map(|(question, _)| question)
}

#[cfg(test)]
mod tests;
