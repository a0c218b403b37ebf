// Imports a file, waits until its job is final, and lists the patterns:
//   GLEANER_URL=http://127.0.0.1:8080 GLEANER_TOKEN=… node dist/examples/import.js FILE
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { createGleanerClient, ProblemError, waitForImport, type GleanerClient } from "@gleaner/client";

/** The id of the job of the file: a new job, or the one that imported it before. */
async function upload(client: GleanerClient, path: string): Promise<string> {
  const file = new File([await readFile(path)], basename(path), { type: "text/csv" });
  const { data, error } = await client.POST("/api/patterns/import/csv", { body: { file } });
  if (data !== undefined) {
    console.log(`${data.totalMessages} messages, job ${data.jobId}`);
    return data.jobId;
  }
  if (error.code === "DUPLICATE_FILE") {
    console.log(`imported before, by job ${error.details.jobId}`);
    return error.details.jobId;
  }
  throw new ProblemError(error);
}

async function listPatterns(client: GleanerClient): Promise<void> {
  const { data, error } = await client.GET("/api/patterns");
  if (error !== undefined) {
    throw new ProblemError(error);
  }
  for (const { pattern_type, trigger_text, confidence_score } of data.patterns) {
    console.log(`${confidence_score.toFixed(2)} ${pattern_type}: ${trigger_text}`);
  }
}

const path = process.argv[2];
const { GLEANER_URL: baseUrl = "http://127.0.0.1:8080", GLEANER_TOKEN: token } = process.env;
if (path === undefined || token === undefined) {
  throw new Error("usage: GLEANER_TOKEN=… node dist/examples/import.js FILE");
}
const client = createGleanerClient({ baseUrl, token });
const job = await waitForImport(client, await upload(client, path));
console.log(`${job.status}: ${job.patternsCreated} patterns created, ${job.patternsEnhanced} enhanced`);
await listPatterns(client);
