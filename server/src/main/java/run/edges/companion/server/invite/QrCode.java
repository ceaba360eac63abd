package run.edges.companion.server.invite;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.EncodeHintType;
import com.google.zxing.WriterException;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.qrcode.QRCodeWriter;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import java.util.Map;

/**
 * A QR code to draw: one unit for each module, with the quiet zone that ISO/IEC 18004 wants.
 *
 * @param size of each side
 * @param path of the dark modules, as SVG has it
 */
public record QrCode(int size, String path) {
  private static final int QUIET_ZONE = 4;

  public static QrCode of(String text) {
    try {
      BitMatrix modules =
          new QRCodeWriter()
              .encode(
                  text,
                  BarcodeFormat.QR_CODE,
                  0,
                  0,
                  Map.of(
                      EncodeHintType.ERROR_CORRECTION,
                      ErrorCorrectionLevel.M,
                      EncodeHintType.MARGIN,
                      QUIET_ZONE));
      StringBuilder path = new StringBuilder();
      for (int y = 0; y < modules.getHeight(); y++) {
        for (int x = 0; x < modules.getWidth(); x++) {
          if (modules.get(x, y)) {
            path.append('M').append(x).append(' ').append(y).append("h1v1h-1z");
          }
        }
      }
      return new QrCode(modules.getWidth(), path.toString());
    } catch (WriterException tooLong) {
      throw new IllegalArgumentException(tooLong);
    }
  }
}
