/** Of a sheet, see `Sheet`. */

export const TRUE_ROW = 0;
export const DECODED_ROW = 1;
export const FIRST_LATENT_ROW = 2;
