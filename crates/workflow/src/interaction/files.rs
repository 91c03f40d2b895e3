//! The files that go with the next message.
//!
//! ```text
//!   Expected ──fetched by the view──▶ (as if attached)
//!      │
//!   Waiting ──kinds known──▶ Placing ──▶ Uploading ──by the view that holds it──▶ Checking ──▶ Ready ──Send──▶ (outbox)
//!      └────────────────────────┴────────────┴──────────────────────────────────────┴──▶ Failed
//! ```

use genesys::{
    call::{Call, UploadPlace},
    id::MediaId,
    model::{Attachment, AttachmentKind, MediaStatus},
    time::Timestamp,
};
use protocol::{FileEntry, FileId, FileProblem, FileStage, NewFile, ViewId};
use serde::{Deserialize, Serialize};

use super::Interaction;
use crate::{calls::Purpose, todo::Todo};

/// What all files of a message may have together, in bytes, and how many there may be: *MMS overview* of Genesys Cloud's
/// Resource Center.
const BYTES: u64 = 5_000_000;
const COUNT: u32 = 10;
/// A file is looked at so many times until Genesys Cloud is done with it.
const LOOKS: u32 = 20;
/// Milliseconds between two looks.
const LOOK_PAUSE_MS: i64 = 1_500;

/// The files that go with the next message, in order.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Files(Vec<File>);

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct File {
    new: NewFile,
    /// Who holds it.
    view: ViewId,
    stage: Stage,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
enum Stage {
    /// The view fetches it. Its kind and length are not known yet.
    Expected,
    /// What may be attached is not known yet.
    Waiting,
    /// A place is asked for.
    Placing,
    Uploading(UploadPlace),
    /// Looked at so many times; next at `look_at`, or that is under way.
    Checking {
        media: MediaId,
        looks: u32,
        look_at: Option<Timestamp>,
    },
    Ready(MediaId),
    Failed(FileProblem),
}

/// A file that goes with a message in the outbox.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Enclosed {
    pub(crate) media: MediaId,
    pub(crate) name: String,
    kind: String,
}

impl Files {
    /// Attaches a file; it waits for what may be.
    pub(crate) fn attach(&mut self, view: ViewId, new: NewFile) {
        if self.find(&new.id).is_none() {
            let stage = self.admission(&new);
            self.0.push(File { new, view, stage });
        }
    }

    /// Attaches a file that the view is yet to fetch.
    pub(crate) fn expect(&mut self, view: ViewId, id: FileId, name: String) {
        if self.find(&id).is_none() {
            let stage = if self.is_full() { Stage::Failed(FileProblem::TooMany(COUNT)) } else { Stage::Expected };
            self.0.push(File { new: NewFile { id, name, kind: String::new(), bytes: 0 }, view, stage });
        }
    }

    /// The view fetched what it expected: in its place there is now a file as any other.
    pub(crate) fn fetched(&mut self, new: NewFile) {
        let is_it = |file: &File| file.new.id == new.id && file.stage == Stage::Expected;
        let Some(position) = self.0.iter().position(is_it) else { return };
        let expected = self.0.remove(position);
        let stage = self.admission(&new);
        self.0.insert(position, File { new, stage, ..expected });
    }

    /// Whether there is room for a file: it waits then for what may be attached.
    fn admission(&self, new: &NewFile) -> Stage {
        let so_far: u64 = self.going().map(|file| file.new.bytes).sum();
        if new.bytes == 0 {
            Stage::Failed(FileProblem::Empty)
        } else if so_far.saturating_add(new.bytes) > BYTES {
            Stage::Failed(FileProblem::TooMuch(BYTES))
        } else if self.is_full() {
            Stage::Failed(FileProblem::TooMany(COUNT))
        } else {
            Stage::Waiting
        }
    }

    fn is_full(&self) -> bool {
        self.going().count() >= COUNT as usize
    }

    /// What may be attached is known (`None`: it cannot be; Genesys Cloud will tell): what waited can have a place. Returns
    /// whose places are to be asked for.
    pub(crate) fn admit(&mut self, allowed: Option<&[String]>) -> Vec<NewFile> {
        let mut admitted = Vec::new();
        for file in self.0.iter_mut().filter(|file| file.stage == Stage::Waiting) {
            match allowed {
                Some(allowed) if !allowed.iter().any(|one| covers(one, &file.new.kind)) => {
                    file.stage = Stage::Failed(FileProblem::NotAllowed(allowed.to_vec()));
                }
                _ => {
                    file.stage = Stage::Placing;
                    admitted.push(file.new.clone());
                }
            }
        }
        admitted
    }

    /// A place was given, or refused.
    pub(crate) fn placed(&mut self, id: &FileId, place: Result<UploadPlace, FileProblem>) {
        if let Some(file) = self.find(id).filter(|file| file.stage == Stage::Placing) {
            file.stage = place.map_or_else(Stage::Failed, Stage::Uploading);
        }
    }

    /// The view that held it uploaded it. Returns what is to be looked at.
    pub(crate) fn uploaded(&mut self, id: &FileId) -> Option<MediaId> {
        let file = self.find(id)?;
        let Stage::Uploading(place) = &file.stage else { return None };
        let media = place.media.clone();
        file.stage = Stage::Checking { media: media.clone(), looks: 0, look_at: None };
        Some(media)
    }

    /// The view could not upload it, or not fetch what it expected.
    pub(crate) fn not_uploaded(&mut self, id: &FileId) {
        let Some(file) = self.find(id) else { return };
        let problem = match file.stage {
            Stage::Expected => FileProblem::NotFetched,
            Stage::Uploading(_) => FileProblem::NotUploaded,
            _ => return,
        };
        file.stage = Stage::Failed(problem);
    }

    /// A file was looked at, or could not be.
    pub(crate) fn checked(&mut self, now: Timestamp, id: &FileId, found: Result<MediaStatus, FileProblem>) {
        let Some(file) = self.find(id) else { return };
        let Stage::Checking { media, looks, look_at } = &mut file.stage else { return };
        file.stage = match found {
            Ok(MediaStatus::Valid) => Stage::Ready(media.clone()),
            Ok(MediaStatus::Invalid) => Stage::Failed(FileProblem::Rejected),
            Ok(MediaStatus::Uploading) if *looks < LOOKS => {
                *looks += 1;
                *look_at = Some(now.plus_millis(LOOK_PAUSE_MS));
                return;
            }
            Ok(MediaStatus::Uploading) => Stage::Failed(FileProblem::NotUploaded),
            Err(problem) => Stage::Failed(problem),
        };
    }

    /// The files that are to be looked at by now; that is then under way.
    pub(crate) fn looks_due(&mut self, todo: &Todo) -> Vec<(FileId, MediaId)> {
        let mut due = Vec::new();
        for file in &mut self.0 {
            if let Stage::Checking { media, look_at, .. } = &mut file.stage
                && look_at.is_some_and(|at| todo.is_due(at))
            {
                *look_at = None;
                due.push((file.new.id.clone(), media.clone()));
            }
        }
        due
    }

    /// When a file is to be looked at.
    pub(crate) fn next_look(&self) -> Option<Timestamp> {
        let look = |file: &File| match file.stage {
            Stage::Checking { look_at, .. } => look_at,
            _ => None,
        };
        self.0.iter().filter_map(look).min()
    }

    /// Takes a file off.
    pub(crate) fn remove(&mut self, id: &FileId) {
        self.0.retain(|file| file.new.id != *id);
    }

    /// The places belong to the agent's part in the conversation, and that is another one now.
    pub(crate) fn unplace(&mut self) {
        for file in &mut self.0 {
            if !matches!(file.stage, Stage::Failed(_)) {
                file.stage = Stage::Failed(FileProblem::NotUploaded);
            }
        }
    }

    /// Hands the files over to the message that they go with.
    pub(crate) fn take(&mut self) -> Vec<Enclosed> {
        let enclosed = |file: File| match file.stage {
            Stage::Ready(media) => Some(Enclosed { media, name: file.new.name, kind: file.new.kind }),
            _ => None,
        };
        std::mem::take(&mut self.0).into_iter().filter_map(enclosed).collect()
    }

    /// As the views show them. `is_open`: whether a view is.
    pub(crate) fn show(&self, is_open: impl Fn(&ViewId) -> bool) -> Vec<FileEntry> {
        let entry = |file: &File| FileEntry {
            id: file.new.id.clone(),
            name: file.new.name.clone(),
            bytes: file.new.bytes,
            stage: file.show(&is_open),
        };
        self.0.iter().map(entry).collect()
    }

    /// Those that are not known to stay here.
    fn going(&self) -> impl Iterator<Item = &File> {
        self.0.iter().filter(|file| !matches!(file.stage, Stage::Failed(_)))
    }

    fn find(&mut self, id: &FileId) -> Option<&mut File> {
        self.0.iter_mut().find(|file| file.new.id == *id)
    }
}

impl File {
    fn show(&self, is_open: impl Fn(&ViewId) -> bool) -> FileStage {
        match &self.stage {
            // A view may only be on its way back: it goes on where it was.
            Stage::Expected | Stage::Waiting | Stage::Placing | Stage::Uploading(_) if !is_open(&self.view) => {
                FileStage::Failed(FileProblem::Gone)
            }
            Stage::Expected => FileStage::Fetching,
            Stage::Waiting | Stage::Placing => FileStage::Waiting,
            Stage::Uploading(place) => FileStage::Uploading(place.clone()),
            Stage::Checking { .. } => FileStage::Checking,
            Stage::Ready(_) => FileStage::Ready,
            Stage::Failed(problem) => FileStage::Failed(problem.clone()),
        }
    }
}

impl Enclosed {
    /// As it is shown while the service does not list its message.
    pub(crate) fn show(&self) -> Attachment {
        Attachment { kind: AttachmentKind::of(&self.kind), name: Some(self.name.clone()), address: None }
    }
}

impl Interaction {
    /// Asks for places for the files that may be attached.
    pub(crate) fn place_files(&mut self, allowed: Option<&[String]>, todo: &mut Todo) {
        let Some(communication) = self.communication().cloned() else { return };
        for NewFile { id, name, bytes, .. } in self.files.admit(allowed) {
            let call =
                Call::CreateUpload { conversation: self.id.clone(), communication: communication.clone(), name, bytes };
            todo.call(Purpose::PlaceFile(self.id.clone(), id), call);
        }
    }

    /// Looks at the files for which it is time.
    pub(crate) fn look_at_due_files(&mut self, todo: &mut Todo) {
        for (file, media) in self.files.looks_due(todo) {
            self.look_at_file(file, media, todo);
        }
    }

    pub(crate) fn look_at_file(&self, file: FileId, media: MediaId, todo: &mut Todo) {
        let Some(communication) = self.communication().cloned() else { return };
        let call = Call::Media { conversation: self.id.clone(), communication, media };
        todo.call(Purpose::CheckFile(self.id.clone(), file), call);
    }
}

/// Whether a media type is one of those that `allowed` names: itself, `image/*`, `*/*`.
fn covers(allowed: &str, kind: &str) -> bool {
    match allowed.strip_suffix('*') {
        Some("*/") => true,
        Some(group) => kind.get(..group.len()).is_some_and(|start| start.eq_ignore_ascii_case(group)),
        None => allowed.eq_ignore_ascii_case(kind),
    }
}

#[cfg(test)]
mod tests {
    use protocol::Fit;

    use super::*;
    use crate::draft;

    fn file(id: &str, kind: &str, bytes: u64) -> NewFile {
        NewFile { id: FileId(id.to_owned()), name: format!("{id}.any"), kind: kind.to_owned(), bytes }
    }

    fn attach(files: &mut Files, new: NewFile) {
        files.attach(ViewId("view".to_owned()), new);
    }

    fn place(media: &str) -> UploadPlace {
        UploadPlace { media: MediaId::new(media), url: "https://upload.invalid".to_owned(), headers: vec![] }
    }

    fn fit(files: &Files, text: Fit, open: bool) -> Fit {
        draft::fit(text, &files.show(|_| open))
    }

    fn stages(files: &Files) -> Vec<FileStage> {
        files.show(|_| true).into_iter().map(|file| file.stage).collect()
    }

    fn allowed(kinds: &[&str]) -> Vec<String> {
        kinds.iter().map(|&kind| kind.to_owned()).collect()
    }

    #[test]
    fn a_file_goes_its_way() {
        let (mut files, id) = (Files::default(), FileId("map".to_owned()));
        assert_eq!(fit(&files, Fit::Empty, true), Fit::Empty);
        attach(&mut files, file("map", "image/png", 10));
        assert_eq!((stages(&files), fit(&files, Fit::Fits, true)), (vec![FileStage::Waiting], Fit::FilesOnTheWay));
        assert_eq!(files.admit(Some(&allowed(&["image/*"]))), [file("map", "image/png", 10)]);
        assert_eq!(files.admit(None), [], "it is asked for once");
        files.placed(&id, Ok(place("media-1")));
        assert_eq!(stages(&files), [FileStage::Uploading(place("media-1"))]);
        assert_eq!(files.uploaded(&id), Some(MediaId::new("media-1")));
        assert_eq!(files.uploaded(&id), None, "it is looked at once");
        files.checked(Timestamp::from_millis(0), &id, Ok(MediaStatus::Uploading));
        assert_eq!(files.next_look(), Some(Timestamp::from_millis(LOOK_PAUSE_MS)));
        let todo = Todo::new(Timestamp::from_millis(LOOK_PAUSE_MS));
        assert_eq!(files.looks_due(&todo), [(id.clone(), MediaId::new("media-1"))]);
        assert!(files.looks_due(&todo).is_empty() && files.next_look().is_none());
        files.checked(todo.now, &id, Ok(MediaStatus::Valid));
        // Without a text, too; but not beside one that cannot be sent.
        assert_eq!(fit(&files, Fit::Empty, false), Fit::Fits);
        assert_eq!(fit(&files, Fit::TooLong, true), Fit::TooLong);
        let enclosed = files.take();
        assert_eq!(enclosed.iter().map(|one| one.media.as_str()).collect::<Vec<_>>(), ["media-1"]);
        assert_eq!(enclosed[0].show().kind, AttachmentKind::Picture);
        assert_eq!(files, Files::default());
    }

    #[test]
    fn what_cannot_be_sent_says_why_and_stays() {
        let mut files = Files::default();
        attach(&mut files, file("nothing", "image/png", 0));
        attach(&mut files, file("film", "video/mp4", BYTES));
        attach(&mut files, file("more", "image/png", 1));
        files.admit(Some(&allowed(&["image/png"])));
        let failed = FileStage::Failed;
        assert_eq!(
            stages(&files),
            [
                failed(FileProblem::Empty),
                failed(FileProblem::NotAllowed(allowed(&["image/png"]))),
                failed(FileProblem::TooMuch(BYTES)),
            ]
        );
        assert_eq!(fit(&files, Fit::Fits, true), Fit::FileFailed);
        for id in ["nothing", "film", "more"] {
            files.remove(&FileId(id.to_owned()));
        }
        assert_eq!(fit(&files, Fit::Fits, true), Fit::Fits);
        for number in 0..=COUNT {
            attach(&mut files, file(&number.to_string(), "image/png", 1));
        }
        assert_eq!(stages(&files).last(), Some(&failed(FileProblem::TooMany(COUNT))));
    }

    #[test]
    fn a_file_that_is_expected_takes_its_place_once_it_is_fetched() {
        let (mut files, id) = (Files::default(), FileId("map".to_owned()));
        files.expect(ViewId("view".to_owned()), id.clone(), "the way.png".to_owned());
        attach(&mut files, file("more", "image/png", BYTES));
        assert_eq!(stages(&files), [FileStage::Fetching, FileStage::Waiting]);
        assert_eq!(fit(&files, Fit::Fits, true), Fit::FilesOnTheWay);
        // It neither waits for what may be attached, nor is it there to be uploaded.
        assert_eq!(files.admit(None), [file("more", "image/png", BYTES)]);
        assert_eq!(files.uploaded(&id), None);
        assert_eq!(files.show(|_| false)[0].stage, FileStage::Failed(FileProblem::Gone));

        let mut large = files.clone();
        large.fetched(file("map", "image/png", 1));
        assert_eq!(stages(&large)[0], FileStage::Failed(FileProblem::TooMuch(BYTES)), "as if it was attached now");
        files.remove(&FileId("more".to_owned()));
        files.fetched(file("map", "image/png", BYTES));
        assert_eq!(stages(&files), [FileStage::Waiting]);
        assert_eq!(files.admit(Some(&allowed(&["image/*"]))), [file("map", "image/png", BYTES)]);
        files.fetched(file("map", "text/html", 1));
        assert_eq!(files.admit(None), [], "it is there once");
    }

    #[test]
    fn what_was_taken_off_or_given_up_is_not_attached_when_it_comes() {
        let (mut files, id) = (Files::default(), FileId("map".to_owned()));
        files.expect(ViewId("view".to_owned()), id.clone(), "the way.png".to_owned());
        files.not_uploaded(&id);
        files.fetched(file("map", "image/png", 10));
        assert_eq!(stages(&files), [FileStage::Failed(FileProblem::NotFetched)]);
        assert_eq!(fit(&files, Fit::Fits, true), Fit::FileFailed);
        files.remove(&id);
        files.fetched(file("map", "image/png", 10));
        assert_eq!(files, Files::default());

        for number in 0..=COUNT {
            files.expect(ViewId("view".to_owned()), FileId(number.to_string()), "the way.png".to_owned());
        }
        assert_eq!(stages(&files).last(), Some(&FileStage::Failed(FileProblem::TooMany(COUNT))));
    }

    #[test]
    fn a_file_whose_page_was_closed_is_gone_unless_it_has_arrived() {
        let (mut files, id) = (Files::default(), FileId("map".to_owned()));
        attach(&mut files, file("map", "image/png", 10));
        let closed = |files: &Files| files.show(|_| false).remove(0).stage;
        assert_eq!(closed(&files), FileStage::Failed(FileProblem::Gone));
        assert_eq!(fit(&files, Fit::Fits, false), Fit::FileFailed);
        files.admit(None);
        files.placed(&id, Ok(place("media-1")));
        assert_eq!(closed(&files), FileStage::Failed(FileProblem::Gone));
        // It was only on its way back.
        files.uploaded(&id);
        assert_eq!(closed(&files), FileStage::Checking);
    }

    #[test]
    fn nobody_waits_for_ever() {
        let (mut files, id) = (Files::default(), FileId("map".to_owned()));
        attach(&mut files, file("map", "image/png", 10));
        files.admit(None);
        files.placed(&id, Ok(place("media-1")));
        files.uploaded(&id);
        for _ in 0..=LOOKS {
            files.checked(Timestamp::from_millis(0), &id, Ok(MediaStatus::Uploading));
        }
        assert_eq!(stages(&files), [FileStage::Failed(FileProblem::NotUploaded)]);
        assert_eq!(files.next_look(), None);
    }

    #[test]
    fn kinds() {
        for (allowed, kind, wanted) in [
            ("image/png", "image/png", true),
            ("image/png", "IMAGE/PNG", true),
            ("image/png", "image/gif", false),
            ("image/*", "image/gif", true),
            ("image/*", "imagery/gif", false),
            ("*/*", "", true),
            ("image/*", "", false),
        ] {
            assert_eq!(covers(allowed, kind), wanted, "{allowed} {kind}");
        }
    }
}
