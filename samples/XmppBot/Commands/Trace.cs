using System.Xml.Linq;
using CoroFsm;

namespace XmppBot;

/// <summary>Shows states and stanzas; what SASL says is masked, for a password can be guessed from it.</summary>
internal sealed class Trace(TextWriter writer) : IMachineObserver
{
    private readonly Lock gate = new();

    public void OnStateChanged(Machine machine, string from, string to) => Write("state", to);

    public void OnEnded(Machine machine) => Write("ended", $"{machine.Status}");

    public void OnFaulted(Machine machine, Exception fault) => Write("ended", fault.Message);

    public void Sent(XElement element) => Write("sent ", Masked(element));

    public void Received(SessionEvent e) => Write("got  ", e switch
    {
        ElementEvent { Element: var element } => Masked(element),
        Lost { Why: var why } => $"{e}: {why.Message}",
        _ => $"{e}",
    });

    public static string Masked(XElement element)
    {
        if (element.Name.Namespace == Names.Sasl)
        {
            element = new(element);
            foreach (var text in element.DescendantNodes().OfType<XText>())
                text.Value = "***";
        }

        return element.ToString(SaveOptions.DisableFormatting);
    }

    private void Write(string what, string text)
    {
        lock (gate)
            writer.WriteLine($"{what} {Printable.Line(text)}");
    }
}
