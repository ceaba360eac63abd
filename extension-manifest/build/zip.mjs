import { crc32, deflateRawSync } from "node:zlib";

// 1980-01-01, the first day that a zip can name: a real time would make every file another one.
const firstDay = 0x0021;
const version = 20;
const utf8Names = 0x0800;
const deflated = 8;

/** A zip of `files`, a list of `[name, bytes]`: the same bytes for the same files, in whatever order they come. */
export function zip(files) {
  const entries = files.toSorted(([one], [other]) => (one < other ? -1 : 1)).map(entryOf);
  let offset = 0;
  const directory = entries.map(({ name, fields, body }) => {
    const record = Buffer.concat([uint32(0x02014b50), uint16(version), fields, uint16(0, 0, 0), uint32(0, offset), name]);
    offset += 30 + name.length + body.length;
    return record;
  });
  const locals = entries.flatMap(({ name, fields, body }) => [uint32(0x04034b50), fields, name, body]);
  const size = directory.reduce((sum, record) => sum + record.length, 0);
  const end = [uint32(0x06054b50), uint16(0, 0, entries.length, entries.length), uint32(size, offset), uint16(0)];
  return Buffer.concat([...locals, ...directory, ...end]);
}

/** `fields` is what the two headers of an entry have in common. */
function entryOf([path, bytes]) {
  const name = Buffer.from(path);
  const body = deflateRawSync(bytes, { level: 9 });
  const sizes = uint32(crc32(bytes), body.length, bytes.length);
  const fields = Buffer.concat([uint16(version, utf8Names, deflated, 0, firstDay), sizes, uint16(name.length, 0)]);
  return { name, body, fields };
}

function uint16(...numbers) {
  const bytes = Buffer.alloc(2 * numbers.length);
  for (const [index, number] of numbers.entries()) bytes.writeUInt16LE(number, 2 * index);
  return bytes;
}

function uint32(...numbers) {
  const bytes = Buffer.alloc(4 * numbers.length);
  for (const [index, number] of numbers.entries()) bytes.writeUInt32LE(number, 4 * index);
  return bytes;
}
