// Writes the types of the API: node generate.mjs OPENAPI_JSON OUTPUT
import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import openapiTS, { astToString, COMMENT_HEADER } from "openapi-typescript";
import ts from "typescript";

const [document, output] = process.argv.slice(2);
if (document === undefined || output === undefined) {
  throw new Error("usage: node generate.mjs OPENAPI_JSON OUTPUT");
}

const BLOB = ts.factory.createTypeReferenceNode("Blob");

const nodes = await openapiTS(pathToFileURL(resolve(document)), {
  // Files are bytes in any encoding, not strings.
  transform: (schema) => (schema.format === "binary" ? BLOB : undefined),
});
await writeFile(output, COMMENT_HEADER + astToString(nodes));
