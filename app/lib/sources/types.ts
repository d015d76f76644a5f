// What a ClickHouse type is, as far as sources care: under its wrappers, and by group.

/** The type without `Nullable`, `LowCardinality` and `SimpleAggregateFunction` around it. */
export function innerType(type: string): string {
  const wrapped = /^(?:Nullable|LowCardinality)\((.*)\)$/s.exec(type)?.[1];
  if (wrapped !== undefined) return innerType(wrapped);
  const aggregated = /^SimpleAggregateFunction\(\w+, (.*)\)$/s.exec(type)?.[1];
  return aggregated === undefined ? type : innerType(aggregated);
}

/** Whether a value of the type may be NULL. */
export function isNullable(type: string): boolean {
  return /^(LowCardinality\()?Nullable\(/.test(type) || /^(Variant|Dynamic)\b/.test(type);
}

export const isTime = (type: string): boolean => /^DateTime(64)?(\(|$)/.test(innerType(type));
export const isText = (type: string): boolean => /^(String|FixedString|Enum|UUID|IPv)/.test(innerType(type));
export const isWholeNumber = (type: string): boolean => /^U?Int\d+$/.test(innerType(type));
export const isNumber = (type: string): boolean => /^(U?Int\d+|B?Float\d+|Decimal)/.test(innerType(type));
export const isJson = (type: string): boolean => /^JSON(\(|$)/.test(innerType(type));
/** A map whose keys are texts. */
export const isTextMap = (type: string): boolean =>
  /^Map\((LowCardinality\()?(String|FixedString|Enum)/.test(type);
/** What a condition may be: Bool is stored as UInt8 and goes by both names. */
export const isCondition = (type: string): boolean => /^(Bool|UInt8)$/.test(innerType(type));

/** The time zone that a DateTime type names, if it does. */
export function typeTimeZone(type: string): string | undefined {
  return /^DateTime(?:64)?\((?:\d+, )?'([^']+)'\)$/.exec(innerType(type))?.[1];
}
