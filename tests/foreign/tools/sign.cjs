// node sign.cjs IN OUT P12 PASSWORD SUBFILTER: the placeholder and signature of @signpdf.
const fs = require("fs");
const { plainAddPlaceholder } = require("@signpdf/placeholder-plain");
const { P12Signer } = require("@signpdf/signer-p12");
const { SignPdf } = require("@signpdf/signpdf");

const [source, target, p12, passphrase, subFilter] = process.argv.slice(2);
const pdfBuffer = plainAddPlaceholder({
  pdfBuffer: fs.readFileSync(source),
  reason: "Ban hanh",
  contactInfo: "vanthu@anphu.example",
  name: "UBND xa An Phu",
  location: "An Phu",
  subFilter,
});
new SignPdf()
  .sign(pdfBuffer, new P12Signer(fs.readFileSync(p12), { passphrase }))
  .then((signed) => fs.writeFileSync(target, signed));
