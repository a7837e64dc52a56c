using System.Text;

namespace XmppBot;

/// <summary>Data of SASL, as RFC 6120 (6.4) writes it: "=" is data of no bytes.</summary>
internal static class Base64
{
    public static string Of(string text) => text.Length == 0 ? "=" : Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    public static string Read(string data)
    {
        try
        {
            var text = data.Trim();
            var encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
            return text == "=" ? "" : encoding.GetString(Convert.FromBase64String(text));
        }
        catch (Exception error) when (error is FormatException or DecoderFallbackException)
        {
            throw new SessionException(Failure.Protocol, "the server's SASL data is no base64 of UTF-8");
        }
    }
}
