/** ISO codes the ledger takes; the real list is an enum (UC28) of which only some members are public. */
const codes = new Set(
	(
		'USD EUR GBP DKK SEK NOK ISK CHF PLN CZK HUF RON BGN RSD TRY UAH RUB ' +
		'CAD AUD NZD JPY CNY HKD SGD KRW TWD INR IDR MYR THB PHP VND ' +
		'BRL MXN ARS CLP COP PEN ZAR EGP MAD NGN KES ILS AED SAR QAR KWD BHD OMR JOD PKR BDT LKR GEL KZT'
	).split(' '),
);

export const isCurrency = (code: string): boolean => codes.has(code);
