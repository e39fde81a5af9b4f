/** A client as far as self-service asks about them. */
export interface ClientFacts {
  readonly type: 'individual' | 'business';
  readonly status: 'active' | 'dormant' | 'closed' | 'deceased';
  /** `YYYY-MM-DD`; null for a business or where it is not known. */
  readonly birthDate: string | null;
}

export type Eligibility = 'eligible' | 'ineligible' | 'minor';

/**
 * Step 7 of requirements 4.3, asked only after a correct credential: self-service is for individual clients in good
 * standing who have reached the age (R5, R6, D25, D26).
 * @param today the day in bank time, `YYYY-MM-DD`.
 */
export function eligibilityOf(client: ClientFacts, today: string, adultAge: number): Eligibility {
  if (client.type !== 'individual' || client.status !== 'active' || client.birthDate === null) return 'ineligible';
  return ageOn(today, client.birthDate) >= adultAge ? 'eligible' : 'minor';
}

/** Whole years lived, from the birthday on. Who was born on 29 February becomes older on 1 March of a common year. */
export function ageOn(today: string, birthDate: string): number {
  const years = Number(today.slice(0, 4)) - Number(birthDate.slice(0, 4));
  return today.slice(5) < birthDate.slice(5) ? years - 1 : years;
}
