package dev.lakehouse.spark.local;

import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** Results of tests in the XML that CI servers read. */
final class JunitReport {
  private JunitReport() {}

  static String of(List<TestResult> results) {
    StringWriter text = new StringWriter();
    try {
      XMLStreamWriter xml = XMLOutputFactory.newInstance().createXMLStreamWriter(text);
      xml.writeStartDocument("UTF-8", "1.0");
      xml.writeStartElement("testsuite");
      xml.writeAttribute("name", "lakehouse");
      xml.writeAttribute("tests", Integer.toString(results.size()));
      xml.writeAttribute(
          "failures", Long.toString(results.stream().filter(result -> !result.passed()).count()));
      for (TestResult result : results) {
        write(xml, result);
      }
      xml.writeEndElement();
      xml.writeEndDocument();
      xml.close();
      return text.toString();
    } catch (XMLStreamException e) {
      throw new IllegalStateException("the report could not be written", e);
    }
  }

  private static void write(XMLStreamWriter xml, TestResult result) throws XMLStreamException {
    xml.writeStartElement("testcase");
    xml.writeAttribute("classname", result.test().file());
    xml.writeAttribute("name", result.test().name());
    xml.writeAttribute("time", String.format(Locale.ROOT, "%.3f", result.millis() / 1000.0));
    if (!result.passed()) {
      xml.writeStartElement("failure");
      xml.writeAttribute("message", String.valueOf(result.problems().get(0)));
      xml.writeCharacters(String.join("\n", result.problems()));
      xml.writeEndElement();
    }
    xml.writeEndElement();
  }
}
