const DIGIT_RUN = /(?<!\d)\d(?:[ -]?\d){12,18}(?!\d)/g;

/** Masks every run of 13 to 19 digits that has a valid check digit, spaces and hyphens between them or not (S31). */
export function maskCardNumbers(text: string): string {
  return text.replace(DIGIT_RUN, (run) => (hasValidCheckDigit(run.replace(/\D/g, '')) ? '[card number]' : run));
}

/** The Luhn check of card numbers. */
function hasValidCheckDigit(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = digits.charCodeAt(digits.length - 1 - i) - 48;
    const weighted = i % 2 === 1 ? digit * 2 : digit;
    sum += weighted > 9 ? weighted - 9 : weighted;
  }
  return sum % 10 === 0;
}
