//! What the administrator allows, beyond what the helpdesk does.

use std::collections::BTreeSet;

use jiff::SignedDuration;

use super::ids::ChatId;

/// Where people sign in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum SignInMethod {
    /// In their own chat.
    #[default]
    Chat,
    /// On a page under this address, and in their chat.
    Both { public: String },
    /// On a page under this address alone.
    Page { public: String },
}

impl SignInMethod {
    /// The address of the pages, which ends in a slash.
    pub fn public_url(&self) -> Option<&str> {
        match self {
            Self::Chat => None,
            Self::Both { public } | Self::Page { public } => Some(public),
        }
    }
}

/// What becomes of the files that people attach to a reply.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AttachmentPolicy {
    /// The ticket gets a note that there was one.
    #[default]
    Noted,
    /// The ticket gets a link, which is good for so long.
    Linked(SignedDuration),
}

/// The house rules.
#[derive(Clone, Debug, Default)]
pub struct AccessPolicy {
    sign_in_method: SignInMethod,
    attachments: AttachmentPolicy,
    /// The groups in which deskgram stays; any, where none are named.
    groups: Option<BTreeSet<ChatId>>,
}

impl AccessPolicy {
    pub fn new(groups: Option<BTreeSet<ChatId>>) -> Self {
        Self { groups, ..Self::default() }
    }

    /// The same house with another door.
    pub fn with_sign_in(self, door: SignInMethod) -> Self {
        Self { sign_in_method: door, ..self }
    }

    pub fn sign_in_method(&self) -> &SignInMethod {
        &self.sign_in_method
    }

    /// The same house with another rule for files.
    pub fn with_attachments(self, attachments: AttachmentPolicy) -> Self {
        Self { attachments, ..self }
    }

    /// The same house in which the bot stays in the other's groups.
    pub fn with_groups_of(self, other: Self) -> Self {
        Self { groups: other.groups, ..self }
    }

    /// Under which address files are served, and for how long each, if they are.
    pub fn serves_files(&self) -> Option<(&str, SignedDuration)> {
        match (self.attachments, self.sign_in_method.public_url()) {
            (AttachmentPolicy::Linked(good_for), Some(public)) => Some((public, good_for)),
            _ => None,
        }
    }

    /// Whether deskgram may stay in this chat. A private chat is everybody's own.
    pub fn allows_chat(&self, chat: ChatId) -> bool {
        match &self.groups {
            Some(groups) if !chat.is_private() => groups.contains(&chat),
            _ => true,
        }
    }

    /// The named groups that may have become supergroups, which have other numbers, since they were named.
    pub fn groups_that_may_move(&self) -> Vec<ChatId> {
        let named = self.groups.iter().flatten().copied();
        named.filter(|group| !group.is_supergroup()).collect()
    }

    /// A group has become another chat: it stays as welcome as it was, until the settings are read again.
    pub fn chat_migrated(&mut self, from: ChatId, to: ChatId) {
        if let Some(groups) = &mut self.groups
            && groups.contains(&from)
            && groups.insert(to)
        {
            log::warn!("group {from} has become {to}: name that in DESKGRAM_GROUPS");
        }
    }
}
