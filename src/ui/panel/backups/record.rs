//! A backup as it is kept and exported, and what differs between two.

use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

use crate::{
    bootloader::{Config, ConfigChange},
    device::{Backup, BackupDifference},
    engine::protocol::NamedFile,
    text::units,
};

/// One backup and when it was made. As a file it is a backup with two more keys.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// Milliseconds of the computer's clock when it was made: its key, and the order. 0 if that is not known yet.
    #[serde(default)]
    pub made_millis: u64,
    /// The same as people read it.
    #[serde(default)]
    pub made_at: String,
    /// The backup.
    #[serde(flatten)]
    pub backup: Backup,
}

/// What differs between two backups.
#[derive(Debug, Clone, PartialEq)]
pub struct Difference {
    /// Everything but settings.
    pub others: Vec<BackupDifference>,
    /// Settings.
    pub config: Vec<ConfigChange>,
}

impl Difference {
    /// Whether nothing differs.
    pub fn is_none(&self) -> bool {
        self.others.is_empty() && self.config.is_empty()
    }
}

impl Kept {
    /// A backup that was just made.
    pub const fn new(backup: Backup) -> Self {
        Self {
            made_millis: 0,
            made_at: String::new(),
            backup,
        }
    }

    /// Reads a file, whether this page or the command line wrote it; the error is a sentence without its end.
    pub fn read(bytes: &[u8]) -> Result<Self, String> {
        Backup::read(bytes).map_err(|error| error.to_string())?;
        serde_json::from_slice(bytes).map_err(|error| error.to_string())
    }

    /// It as a file.
    pub fn file(&self) -> NamedFile {
        let json = serde_json::to_vec_pretty(self).unwrap_or_default();
        NamedFile {
            name: format!(
                "backup-{}-{}.json",
                units::short_id(&self.backup.mx_id),
                self.made_millis
            ),
            bytes: ByteBuf::from(json),
        }
    }

    /// What differs in `later`.
    pub fn difference(&self, later: &Self) -> Difference {
        let mut others = self.backup.differences(&later.backup);
        others.retain(|it| !matches!(it, BackupDifference::Config { .. }));
        Difference {
            others,
            config: config(&self.backup).difference(&config(&later.backup)),
        }
    }
}

fn config(backup: &Backup) -> Config {
    let json = backup.document.as_deref();
    json.and_then(|json| Config::from_json(json).ok())
        .unwrap_or_else(Config::empty)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::{
        bootloader::{BootloaderKind, Version},
        transport::MxId,
    };

    pub(crate) fn kept(made_millis: u64, document: Option<&str>, header: u8) -> Kept {
        let json = serde_json::json!({
            "format": "oak-backup-1",
            "mx_id": MxId("14442C10D13EAB0600".to_owned()),
            "kind": BootloaderKind::Network,
            "running": Version::new(0, 0, 29),
            "document": document,
            "header": format!("{header:02x}").repeat(512),
            "config": "ff",
            "table": "ff".repeat(512),
        });
        Kept {
            made_millis,
            made_at: made_millis.to_string(),
            ..Kept::read(json.to_string().as_bytes()).unwrap()
        }
    }

    #[test]
    fn a_backup_survives_being_a_file() {
        let kept = kept(5, Some(r#"{"appMem": 0}"#), 7);
        let file = kept.file();
        assert!(file.name.starts_with("backup-"));
        assert_eq!(Kept::read(&file.bytes), Ok(kept.clone()));
        // The command line reads it, too.
        assert_eq!(Backup::read(&file.bytes), Ok(kept.backup.clone()));
        let made_by_it = Kept::read(&kept.backup.write()).unwrap();
        assert_eq!(
            (made_by_it.made_millis, made_by_it.backup),
            (0, kept.backup)
        );
        for wrong in ["", "{}", "[]", r#"{"format": "oak-backup-9"}"#] {
            assert!(
                Kept::read(wrong.as_bytes())
                    .unwrap_err()
                    .contains("not a backup")
            );
        }
    }

    #[test]
    fn two_backups_are_compared() {
        let before = kept(1, Some(r#"{"appMem": 0, "usb": {"timeoutMs": 1}}"#), 1);
        let after = kept(2, Some(r#"{"appMem": 1, "usb": {"timeoutMs": 1}}"#), 2);
        let difference = before.difference(&after);
        assert_eq!(difference.others, [BackupDifference::Header]);
        assert_eq!(difference.config.len(), 1);
        assert_eq!(difference.config[0].path, "appMem");
        assert!(before.difference(&before).is_none());
        assert_eq!(kept(3, None, 1).difference(&before).config.len(), 2);
    }
}
