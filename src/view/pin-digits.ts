const MIN_LENGTH = 4;

/**
 * What a spreadsheet makes of a PIN, with as many zeros before it as a PIN has at least: 0123 becomes 123 in a sheet, and 0123 again
 * here; 01234 becomes 1234. A PIN that isn't a number stays as it is.
 */
export function withoutLostZeros(pin: string): string {
  return /^\d+$/.test(pin) ? pin.replace(/^0+/, "").padStart(MIN_LENGTH, "0") : pin;
}

/**
 * Reads a PIN from a cell of a sheet, which may have made a number of it: leading zeros are lost, and "1234.0" and digits of other
 * scripts mean the same. What can't be a PIN stays as it is.
 */
export function pinFromCell(cell: string): string {
  const digits = cell
    .normalize("NFKC")
    .trim()
    .replace(/\p{Nd}/gu, toAsciiDigit)
    .replace(/^'/, "")
    .replace(/[.,]0+$/, "");
  return /^\d{1,3}$/.test(digits) ? digits.padStart(MIN_LENGTH, "0") : digits;
}

/** Decimal digits of each script follow one another, beginning with its zero (Unicode, general category Nd). */
function toAsciiDigit(digit: string): string {
  if (/[0-9]/.test(digit)) return digit;
  const code = digit.codePointAt(0) ?? 0;
  let zero = code;
  while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1)) && code - zero < 9) zero--;
  return String(code - zero);
}
