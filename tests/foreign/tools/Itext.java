// java Itext.java IN OUT P12 PASSWORD FIELD STANDARD HASH CERTIFY TSA: one signature by iText 5.
import com.itextpdf.text.Rectangle;
import com.itextpdf.text.pdf.PdfReader;
import com.itextpdf.text.pdf.PdfSignatureAppearance;
import com.itextpdf.text.pdf.PdfStamper;
import com.itextpdf.text.pdf.security.*;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Security;
import java.security.cert.Certificate;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

public class Itext {
  public static void main(String[] args) throws Exception {
    Security.addProvider(new BouncyCastleProvider());
    char[] password = args[3].toCharArray();
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(new FileInputStream(args[2]), password);
    String alias = store.aliases().nextElement();
    PrivateKey key = (PrivateKey) store.getKey(alias, password);
    Certificate[] chain = store.getCertificateChain(alias);
    PdfReader reader = new PdfReader(args[0]);
    PdfStamper stamper =
        PdfStamper.createSignature(reader, new FileOutputStream(args[1]), '\0', null, true);
    PdfSignatureAppearance look = stamper.getSignatureAppearance();
    boolean seal = args[4].equals("Seal");
    look.setVisibleSignature(
        seal ? new Rectangle(270, 370, 360, 460) : new Rectangle(370, 380, 530, 450), 1, args[4]);
    look.setReason("Ban hanh");
    if (args[7].equals("certify")) {
      look.setCertificationLevel(PdfSignatureAppearance.CERTIFIED_FORM_FILLING);
    }
    TSAClient tsa = args[8].isEmpty() ? null : new TSAClientBouncyCastle(args[8]);
    MakeSignature.CryptoStandard standard = MakeSignature.CryptoStandard.valueOf(args[5]);
    MakeSignature.signDetached(
        look, new BouncyCastleDigest(), new PrivateKeySignature(key, args[6], "BC"),
        chain, null, null, tsa, 0, standard);
  }
}
