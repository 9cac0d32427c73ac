/** One line a request. Neither signatures nor queries are in it, since a presigned URL is a secret. */
export type AccessLogEntry = Readonly<{
  event: "s3-request";
  requestId: string;
  time: string;
  remote: string;
  method: string;
  operation: string;
  bucket?: string;
  key?: string;
  accessKeyId?: string;
  status: number;
  /** S3's code of a failure. */
  code?: string;
  bytesIn: number;
  bytesOut: number;
  milliseconds: number;
  /** Why an answer broke off, or the stack of a fault of the gateway's own. */
  fault?: string;
}>;

export type AccessLog = (entry: AccessLogEntry) => void;
