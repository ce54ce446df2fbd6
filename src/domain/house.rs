//! What the administrator allows, beyond what the helpdesk does.

use std::collections::BTreeSet;
use std::sync::{Arc, RwLock};

use super::ids::ChatId;

/// The house rules; clones share them.
#[derive(Clone, Debug, Default)]
pub struct House {
    /// The groups in which deskgram stays; any, where none are named.
    groups: Option<Arc<RwLock<BTreeSet<ChatId>>>>,
}

impl House {
    pub fn new(groups: Option<BTreeSet<ChatId>>) -> Self {
        Self { groups: groups.map(|groups| Arc::new(RwLock::new(groups))) }
    }

    /// Whether deskgram may stay in this chat. A private chat is everybody's own.
    pub fn welcomes(&self, chat: ChatId) -> bool {
        match &self.groups {
            Some(groups) if !chat.is_private() => {
                groups.read().unwrap_or_else(|poisoned| poisoned.into_inner()).contains(&chat)
            }
            _ => true,
        }
    }

    /// A group has become another chat: it stays as welcome as it was, until the next start.
    pub fn moved(&self, from: ChatId, to: ChatId) {
        if let Some(groups) = &self.groups {
            let mut groups = groups.write().unwrap_or_else(|poisoned| poisoned.into_inner());
            if groups.contains(&from) && groups.insert(to) {
                log::warn!(
                    "group {from} has become {to}: name that in DESKGRAM_GROUPS, or I leave it at the next start"
                );
            }
        }
    }
}
