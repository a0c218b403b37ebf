import createClient, { type Client } from "openapi-fetch";
import type { components, paths } from "./schema.js";

export type { components, operations, paths } from "./schema.js";

type Schemas = components["schemas"];
export type ImportAccepted = Schemas["ImportAccepted"];
export type ImportHistory = Schemas["ImportHistory"];
export type ImportJob = Schemas["ImportJob"];
export type ImportPreview = Schemas["ImportPreview"];
export type ImportReport = Schemas["ImportReport"];
export type ImportStatus = Schemas["ImportStatus"];
export type JobStatus = Schemas["JobStatus"];
export type Pattern = Schemas["Pattern"];
export type PatternDetail = Schemas["PatternDetail"];
export type PatternList = Schemas["PatternList"];
export type PatternStats = Schemas["PatternStats"];
export type PatternTest = Schemas["PatternTest"];
export type PatternType = Schemas["PatternType"];
export type Problem = Schemas["Problem"];
export type ProblemCode = Schemas["ProblemCode"];

export type GleanerClient = Client<paths>;

export interface GleanerOptions {
  /** The address of the service, without `/api`. */
  baseUrl: string;
  /** The bearer token. */
  token: string;
}

/**
 * A client with one method for each HTTP method: `client.GET(path, …)`, `client.POST(path, …)`.
 * A file is uploaded as `{ file }` (a form), `{ csvData }` (JSON), or a Blob (`text/csv`).
 */
export function createGleanerClient({ baseUrl, token }: GleanerOptions): GleanerClient {
  return createClient<paths>({
    baseUrl,
    // No fixed content type: it depends on the body.
    headers: { Authorization: `Bearer ${token}`, "Content-Type": null },
    bodySerializer: serializeBody,
  });
}

function serializeBody(body: unknown): FormData | Blob {
  if (body instanceof Blob) {
    return new Blob([body], { type: "text/csv" });
  }
  if (typeof body === "object" && body !== null && "file" in body) {
    return formOf(body);
  }
  return new Blob([JSON.stringify(body)], { type: "application/json" });
}

function formOf(fields: object): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) {
    if (value instanceof Blob) {
      form.append(name, value, csvName(value));
    } else if (value !== undefined && value !== null) {
      form.append(name, String(value));
    }
  }
  return form;
}

/** The service accepts files whose names end in `.csv`. */
function csvName(file: Blob): string {
  const name = file instanceof File ? file.name : "import";
  return name.toLowerCase().endsWith(".csv") ? name : `${name}.csv`;
}

/** An error that the service returned. */
export class ProblemError extends Error {
  constructor(readonly problem: Problem) {
    super(problem.error);
    this.name = "ProblemError";
  }
}

/** Returns whether the status is final. */
export function isFinal(status: JobStatus): boolean {
  return status === "completed" || status === "failed" || status === "cancelled";
}

/** Polls a job until it is final, at the interval that the service requests. */
export async function waitForImport(client: GleanerClient, jobId: string, timeoutMs = 120_000): Promise<ImportStatus> {
  const deadline = AbortSignal.timeout(timeoutMs);
  for (;;) {
    const { data, error, response } = await client.GET("/api/patterns/import/status/{jobId}", {
      params: { path: { jobId } },
      signal: deadline,
    });
    if (data !== undefined && isFinal(data.status)) {
      return data;
    }
    if (error !== undefined && response.status !== 429) {
      throw new ProblemError(error);
    }
    await pause(retryAfterMs(response), deadline);
  }
}

/** `Retry-After` in milliseconds; two seconds if it is absent. */
function retryAfterMs(response: Response): number {
  const seconds = Number.parseInt(response.headers.get("Retry-After") ?? "", 10);
  return Number.isNaN(seconds) ? 2_000 : seconds * 1_000;
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", stop);
      resolve();
    }, milliseconds);
    signal.throwIfAborted();
    signal.addEventListener("abort", stop, { once: true });
  });
}
