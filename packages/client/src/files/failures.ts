import { StorageError } from "@stos/storage";
import { filesErrorOf, type Subject } from "../meta/refusals.ts";
import { FilesError } from "./files-error.ts";

/** Runs `action`, its failures as `FilesError`s. Aborts and bugs pass as they are. */
export async function asFiles<T>(subject: Subject, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw filesFailure(error, subject);
  }
}

/** The same for what is streamed. */
export async function* streamAsFiles(
  subject: Subject,
  pieces: AsyncGenerator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  try {
    yield* pieces;
  } catch (error) {
    throw filesFailure(error, subject);
  }
}

function filesFailure(error: unknown, subject: Subject): unknown {
  if (error instanceof StorageError) return storageFilesError(error);
  return filesErrorOf(error, subject);
}

function storageFilesError({ failure, message }: StorageError): FilesError {
  switch (failure.code) {
    case "bucket-name-invalid":
      return new FilesError({ ...failure, code: "bucket-name-invalid" });
    case "key-invalid":
      return new FilesError({ code: "key-invalid", reason: failure.reason });
    case "object-too-large":
    case "slice-too-large":
      return new FilesError({ code: "object-too-large", limit: objectBytesMax });
    case "key-unusable":
      return new FilesError({ code: "not-permitted", reason: message });
    default:
      return new FilesError({ code: "data-unavailable", reason: message });
  }
}

/** 4,096 slices of 16 MiB. */
const objectBytesMax = 4_096 * 16 * 1024 * 1024;
